# Exception - the texts of exceptions and of the calls that led to them.
defmodule Exception do
  @deprecated "Use Kernel.is_exception/1 instead"
  def exception?(%{__struct__: _, __exception__: true}), do: true
  def exception?(_), do: false
  def is_exception(term), do: exception?(term)

  def normalize(kind, reason, stacktrace \\ [])
  def normalize(:error, reason, _stacktrace), do: Cnx.Exception.normalize(reason)
  def normalize(_kind, reason, _stacktrace), do: reason

  # --- what happened ---

  def format_banner(kind, reason, stacktrace \\ [])

  def format_banner(:error, reason, stacktrace) do
    exception = normalize(:error, reason, stacktrace)
    "** (#{inspect(exception.__struct__)}) #{Exception.message(exception)}"
  end

  def format_banner(:throw, reason, _stacktrace), do: "** (throw) #{inspect(reason)}"
  def format_banner(:exit, reason, _stacktrace), do: "** (exit) #{format_exit(reason)}"

  def format_banner({:EXIT, pid}, reason, _stacktrace),
    do: "** (EXIT from #{inspect(pid)}) #{format_exit(reason)}"

  def format(kind, reason, stacktrace \\ []) do
    banner = format_banner(kind, reason, stacktrace)
    if stacktrace == [], do: banner, else: banner <> "\n" <> format_stacktrace(stacktrace)
  end

  def format_exit(:normal), do: "normal"
  def format_exit(:shutdown), do: "shutdown"
  def format_exit({:shutdown, reason}), do: "shutdown: #{inspect(reason)}"

  def format_exit(:timeout), do: "time out"
  def format_exit(:killed), do: "killed"
  def format_exit(:calling_self), do: "process attempted to call itself"

  # What a call waited for did not come.
  def format_exit({reason, {module, function, args}})
      when is_atom(module) and is_atom(function) and is_list(args) do
    "exited in: #{format_mfa(module, function, args)}\n    ** (EXIT) " <>
      String.replace(format_exit(reason), "\n", "\n    ")
  end

  def format_exit(:noproc),
    do:
      "no process: the process is not alive or there's no process currently associated with the given name, possibly because its application isn't started"

  def format_exit({%{__exception__: true} = exception, stacktrace}) when is_list(stacktrace) do
    "an exception was raised:\n    " <>
      String.replace(format(:error, exception, stacktrace), "\n", "\n    ")
  end

  def format_exit(reason), do: inspect(reason)

  # --- where ---

  def format_stacktrace(stacktrace \\ []) do
    case stacktrace do
      [] ->
        "\n"

      entries ->
        Enum.map_join(entries, fn entry -> "    " <> format_stacktrace_entry(entry) <> "\n" end)
    end
  end

  def format_stacktrace_entry({module, :__MODULE__, 0, location}),
    do: place(location) <> inspect(module) <> " (module)"

  def format_stacktrace_entry({_module, :__FILE__, 1, location}), do: place(location) <> "(file)"

  def format_stacktrace_entry({fun, arity, location}) when is_function(fun),
    do: place(location) <> format_fa(fun, arity)

  def format_stacktrace_entry({module, name, arity, location}),
    do: place(location) <> format_mfa(module, name, arity)

  defp place(location), do: format_file_line(location[:file], location[:line], " ")

  def format_file_line(file, line, suffix \\ "")
  def format_file_line(nil, _line, _suffix), do: ""
  def format_file_line(file, line, suffix) when line in [nil, 0], do: "#{file}:#{suffix}"
  def format_file_line(file, line, suffix), do: "#{file}:#{line}:#{suffix}"

  def format_file_line_column(file, line, column, suffix \\ "")
  def format_file_line_column(nil, _line, _column, _suffix), do: ""

  def format_file_line_column(file, line, column, suffix)
      when line in [nil, 0] or column in [nil, 0],
      do: format_file_line(file, line, suffix)

  def format_file_line_column(file, line, column, suffix),
    do: "#{file}:#{line}:#{column}:#{suffix}"

  def format_fa(fun, arity) when is_function(fun), do: "#{inspect(fun)}#{arity(arity)}"

  def format_mfa(module, name, arity) when is_atom(module) and is_atom(name) do
    case anonymous(Atom.to_string(name)) do
      nil -> "#{inspect(module)}.#{called(name)}#{arity(arity)}"
      outer -> "anonymous fn#{arity(arity)}#{inside(module, outer)}"
    end
  end

  # "-outer/1-fun-0-" is an anonymous function's name.
  defp anonymous("-fun-" <> _), do: ""

  defp anonymous("-" <> rest) do
    case String.split(rest, "-fun-") do
      [outer, _] -> outer
      _ -> nil
    end
  end

  defp anonymous(_), do: nil

  defp inside(:elixir_eval, ""), do: " in :elixir_eval.__FILE__/1"
  defp inside(module, ""), do: " in #{inspect(module)}"

  defp inside(module, outer) do
    [arity | name] = outer |> String.split("/") |> Enum.reverse()
    name = name |> Enum.reverse() |> Enum.join("/") |> String.to_atom()
    " in #{inspect(module)}.#{called(name)}/#{arity}"
  end

  # The name as it stands behind a dot.
  defp called(name) do
    case inspect(name) do
      ":" <> text -> text
      text when name in [nil, true, false] -> text
      text -> ~s("#{text}")
    end
  end

  defp arity(arity) when is_integer(arity), do: "/#{arity}"
  defp arity(args) when is_list(args), do: "(" <> Enum.map_join(args, ", ", &inspect/1) <> ")"

  # --- blame: an error with what is known of the call that it came from ---

  # Modules of exceptions may add to theirs with a blame/2 of their own.
  def blame(:error, reason, stacktrace) do
    case {normalize(:error, reason, stacktrace), stacktrace} do
      {%FunctionClauseError{module: module, function: function} = error,
       [{module, function, args, place} | rest]}
      when is_list(args) ->
        {%{error | args: args}, [{module, function, length(args), place} | rest]}

      {%module{} = error, stacktrace} ->
        if function_exported?(module, :blame, 2),
          do: module.blame(error, stacktrace),
          else: {error, stacktrace}
    end
  end

  def blame(_kind, reason, stacktrace), do: {reason, stacktrace}

  # The names, or {name, arity}, that are like one: the likest five, in order.
  def __similar__(name, candidates) do
    text = to_string(name)

    candidates
    |> Enum.map(&{String.jaro_distance(text, to_string(name_of(&1))), &1})
    |> Enum.filter(fn {likeness, _} -> likeness >= 0.77 end)
    |> Enum.sort(:desc)
    |> Enum.take(5)
    |> Enum.map(&elem(&1, 1))
    |> Enum.sort()
  end

  defp name_of({name, _arity}), do: name
  defp name_of(name), do: name

  def __did_you_mean__([]), do: ""

  def __did_you_mean__(texts),
    do: ". Did you mean:\n\n" <> Enum.map_join(texts, &"      * #{&1}\n")
end
