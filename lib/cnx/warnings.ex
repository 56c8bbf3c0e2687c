# Cnx.Warnings - what there is to say of calls of other modules and of behaviours: texts, which
# warning_call.c asks for and shows at their places.
defmodule Cnx.Warnings do
  @doc "Why nobody can call the function from another module; of __struct__/0, why it is no struct."
  def undefined(module, :__struct__, 0) do
    if Code.ensure_loaded?(module) do
      "struct #{inspect(module)} is undefined (there is such module but it does not define a struct)"
    else
      "struct #{inspect(module)} is undefined " <>
        "(module #{inspect(module)} is not available or is yet to be defined)"
    end
  end

  def undefined(module, name, arity) do
    called = Exception.format_mfa(module, name, arity)

    if macro_exported?(module, name, arity) do
      "you must require #{inspect(module)} before invoking the macro #{called}"
    else
      missing(module, name, arity, called)
    end
  end

  defp missing(module, name, arity, called) do
    if Code.ensure_loaded?(module) do
      {error, _} =
        UndefinedFunctionError.blame(
          %UndefinedFunctionError{module: module, function: name, arity: arity},
          []
        )

      case Exception.message(error) do
        "function " <> text -> text
        _ -> called <> " is undefined or private"
      end
    else
      called <>
        " is undefined (module #{inspect(module)} is not available or is yet to be defined)"
    end
  end

  def deprecated(module, name, arity, reason),
    do: "#{Exception.format_mfa(module, name, arity)} is deprecated. #{reason}"

  @doc """
  What is wrong with a module's behaviours: `{index, text}` for a function, `{nil, text}` for the
  module. Functions are `{name, arity, is macro, is private, @impl or nil, is generated}`.
  """
  def behaviours(module, behaviours, functions) do
    behaviours = Enum.reverse(behaviours)
    known = Enum.filter(behaviours, &behaviour?/1)
    callbacks = for b <- known, callback <- b.behaviour_info(:callbacks), do: {callback, b}
    public = for {name, arity, macro?, false, _, _} <- functions, do: key(name, arity, macro?)

    absent(module, behaviours) ++
      doubled(module, known, functions) ++
      missing(module, known, public) ++
      impls(functions, behaviours, callbacks) ++ unmarked(functions, callbacks)
  end

  defp behaviour?(module),
    do: Code.ensure_loaded?(module) and function_exported?(module, :behaviour_info, 1)

  # As behaviour_info spells it.
  defp key(name, arity, true), do: {:"MACRO-#{name}", arity + 1}
  defp key(name, arity, false), do: {name, arity}

  defp absent(module, behaviours) do
    for b <- behaviours, not behaviour?(b), text = absent_text(b) do
      {nil, "#{text} (in module #{inspect(module)})"}
    end
  end

  # Behaviours of the library need not say what their callbacks are.
  defp absent_text(b) do
    cond do
      not Code.ensure_loaded?(b) -> "@behaviour #{inspect(b)} does not exist"
      b in Cnx.Module.defined(0) -> "module #{inspect(b)} is not a behaviour"
      true -> nil
    end
  end

  # Two behaviours that want the same callback, or one that is named twice.
  defp doubled(module, known, functions) do
    callbacks =
      for {b, at} <- Enum.with_index(known), c <- b.behaviour_info(:callbacks), do: {c, b, at}

    for {callback, b, at} <- callbacks,
        {^callback, first, before} <- callbacks,
        before < at,
        not overridable?(callback, functions) do
      if first == b do
        {nil,
         "the behavior #{inspect(b)} has been declared twice " <>
           "(conflict in #{called(callback)} in module #{inspect(module)})"}
      else
        {nil,
         "conflicting behaviours found. Callback #{called(callback)} is defined by both " <>
           "#{inspect(first)} and #{inspect(b)} (in module #{inspect(module)})"}
      end
    end
  end

  # What a macro of `use` made is the program's to replace.
  defp overridable?(callback, functions) do
    Enum.any?(functions, fn {name, arity, macro?, _, _, generated?} ->
      generated? and key(name, arity, macro?) == callback
    end)
  end

  defp missing(module, known, public) do
    for b <- known,
        callback <-
          Enum.sort(b.behaviour_info(:callbacks) -- b.behaviour_info(:optional_callbacks)),
        callback not in public do
      kind = if function_exported?(b, :__protocol__, 1), do: "protocol", else: "behaviour"

      {nil,
       "#{called(callback)} required by #{kind} #{inspect(b)} is not implemented " <>
         "(in module #{inspect(module)})"}
    end
  end

  defp called(callback) do
    {name, arity, kind} = plain(callback)
    "#{kind} #{name}/#{arity}"
  end

  defp plain({name, arity}) do
    case Atom.to_string(name) do
      "MACRO-" <> name -> {name, arity - 1, "macro"}
      name -> {name, arity, "function"}
    end
  end

  defp impls(functions, behaviours, callbacks) do
    for {{name, arity, macro?, private?, impl, _}, index} <- Enum.with_index(functions),
        impl != nil,
        text = impl(impl, key(name, arity, macro?), private?, behaviours, callbacks) do
      {index, text}
    end
  end

  defp impl(_impl, key, true, _behaviours, _callbacks) do
    "#{called(key)} is private, @impl attribute is always discarded for private functions/macros"
  end

  defp impl(false, key, _private, _behaviours, callbacks) do
    with {_, b} <- List.keyfind(callbacks, key, 0),
         do: got(false, key, "but it is a callback specified in #{inspect(b)}")
  end

  defp impl(true, key, _private, [], _callbacks),
    do: got(true, key, "but no behaviour was declared")

  defp impl(true, key, _private, _behaviours, callbacks) do
    if not List.keymember?(callbacks, key, 0) do
      got(true, key, "but no behaviour specifies such callback#{known(callbacks)}")
    end
  end

  defp impl(module, key, _private, behaviours, callbacks) do
    cond do
      {key, module} in callbacks ->
        nil

      module not in behaviours ->
        got(module, key, "but this behaviour was not declared with @behaviour")

      true ->
        got(module, key, "but this behaviour does not specify such callback#{known(callbacks)}")
    end
  end

  defp got(impl, key, what), do: ~s(got "@impl #{inspect(impl)}" for #{called(key)} #{what})

  defp known([]) do
    ". There are no known callbacks, please specify the proper behaviour " <>
      "and make sure it defines callbacks"
  end

  defp known(callbacks) do
    lines =
      for {callback, b} <- Enum.sort(callbacks) do
        {name, arity, kind} = plain(callback)
        "  * #{inspect(b)}.#{name}/#{arity} (#{kind})\n"
      end

    ". The known callbacks are:\n\n#{lines}"
  end

  # One @impl says that all of a module's callbacks have one.
  defp unmarked(functions, callbacks) do
    marks? = Enum.any?(functions, &match?({_, _, _, _, impl, false} when impl != nil, &1))

    for {{name, arity, macro?, false, nil, false}, index} <- Enum.with_index(functions),
        marks?,
        {_, b} <- [List.keyfind(callbacks, key(name, arity, macro?), 0)] do
      {index,
       "module attribute @impl was not set for #{called(key(name, arity, macro?))} callback " <>
         "(specified in #{inspect(b)}). This either means you forgot to add the \"@impl true\" " <>
         "annotation before the definition or that you are accidentally overriding this callback"}
    end
  end
end
