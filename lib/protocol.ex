# Protocol - functions whose implementation depends on the kind of their first argument.
#
# defprotocol makes a module whose functions ask Cnx.Protocol.find/4 for the function to call;
# defimpl makes a module named after the protocol and the type.
defmodule Protocol do
  defmacro defprotocol(name, do: block) do
    forms = forms(block)

    functions =
      for {:def, _, [{name, _, args}]} when is_list(args) <- forms, do: {name, length(args)}

    quote do
      defmodule unquote(name) do
        unquote_splicing(Enum.map(forms, &dispatcher/1))
        unquote(if Enum.any?(forms, &type_t?/1), do: nil, else: quote(do: @type(t :: term)))

        Module.put_attribute(__MODULE__, :callback, unquote(functions))
        def impl_for(value), do: Cnx.Protocol.implementation(__MODULE__, value)
        def impl_for!(value), do: Protocol.__impl_for__(__MODULE__, impl_for(value), value)
        def __protocol__(:module), do: __MODULE__
        def __protocol__(:functions), do: unquote(Enum.sort(functions))
        def __protocol__(:consolidated?), do: true
        def __protocol__(:impls), do: :not_consolidated
      end
    end
  end

  defp forms({:__block__, _, forms}), do: forms
  defp forms(form), do: [form]

  defp type_t?({:@, _, [{kind, _, [{:"::", _, [{:t, _, args}, _]}]}]})
       when kind in [:type, :typep, :opaque] and (is_atom(args) or args == []),
       do: true

  defp type_t?(_form), do: false

  defp dispatcher({:def, _, [{name, _, args}]}) when args in [nil, []] or is_atom(args) do
    raise ArgumentError, "protocol functions expect at least one argument, got: #{name}/0"
  end

  defp dispatcher({:def, _, [{name, meta, args}]}) do
    variables = Macro.generate_arguments(length(args), __MODULE__)

    params =
      for {arg, variable} <- Enum.zip(args, variables) do
        case arg do
          {:\\, meta, [_, default]} -> {:\\, meta, [variable, default]}
          _ -> variable
        end
      end

    quote do
      def unquote({name, meta, params}) do
        Cnx.Protocol.find(
          __MODULE__,
          unquote(name),
          unquote(length(args)),
          unquote(hd(variables))
        ).(unquote_splicing(variables))
      end
    end
  end

  defp dispatcher(form), do: form

  def __impl_for__(protocol, nil, value),
    do: raise(Protocol.UndefinedError, protocol: protocol, value: value)

  def __impl_for__(_protocol, module, _value), do: module

  defmacro defimpl(protocol, options, block \\ []) do
    {body, options} = Keyword.pop(Keyword.merge(options, block), :do)
    protocol = Macro.expand(protocol, __CALLER__)
    target = Keyword.get(options, :for, __CALLER__.module)

    if target == nil do
      raise ArgumentError, "defimpl/3 expects a :for option when declared outside a module"
    end

    assert_protocol!(protocol)

    targets = for target <- List.wrap(target), do: Macro.expand(target, __CALLER__)

    if Enum.all?(targets, &is_atom/1) do
      {:__block__, [], Enum.map(targets, &implementation(protocol, &1, body))}
    else
      quote do
        for target <- List.wrap(unquote(target)) do
          unquote(implementation(protocol, quote(do: target), body))
        end
      end
    end
  end

  # The attributes are put there, not set: nobody wonders whether the body reads them.
  defp implementation(protocol, target, body) do
    name =
      if is_atom(target),
        do: Module.concat(protocol, target),
        else: quote(do: Module.concat(unquote(protocol), unquote(target)))

    quote do
      defmodule unquote(name) do
        Module.put_attribute(__MODULE__, :protocol, unquote(protocol))
        Module.put_attribute(__MODULE__, :for, unquote(target))
        Module.put_attribute(__MODULE__, :behaviour, unquote(protocol))
        unquote(body)
        def __impl__(:for), do: @for
        def __impl__(:target), do: __MODULE__
        def __impl__(:protocol), do: unquote(protocol)
      end
    end
  end

  # An implementation for `module` by the protocol's __deriving__/3, or one that calls that for Any.
  defmacro derive(protocol, module, options \\ []) do
    protocol = Macro.expand(protocol, __CALLER__)
    module = Macro.expand(module, __CALLER__)
    any = Module.concat(protocol, Any)

    if {:__deriving__, 3} in Cnx.Module.definitions(any, :macros, false) do
      {options, _} = Code.eval_quoted(options)
      Cnx.Macro.run(any, :__deriving__, [module, struct(module), options])
    else
      delegates =
        for {name, arity} <- protocol.__protocol__(:functions) do
          args = Macro.generate_arguments(arity, __MODULE__)
          quote do: defdelegate(unquote(name)(unquote_splicing(args)), to: unquote(any))
        end

      quote do
        defimpl unquote(protocol), for: unquote(module) do
          (unquote_splicing(delegates))
        end
      end
    end
  end

  def assert_protocol!(module) do
    cond do
      not Code.ensure_loaded?(module) ->
        raise ArgumentError, "could not load module #{inspect(module)} due to reason :nofile"

      function_exported?(module, :impl_for, 1) ->
        :ok

      true ->
        raise ArgumentError, "#{inspect(module)} is not a protocol"
    end
  end

  def assert_impl!(protocol, base) do
    implementation = Module.concat(protocol, base)

    Code.ensure_loaded!(implementation)
    :ok
  end

  def consolidated?(protocol), do: protocol.__protocol__(:consolidated?)
end
