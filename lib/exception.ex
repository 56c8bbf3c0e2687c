# Exception - the texts of exceptions and of the calls that led to them.
defmodule Exception do
  @callback exception(term) :: struct
  @callback message(struct) :: String.t()
  @callback blame(struct, list) :: {struct, list}
  @optional_callbacks blame: 2

  @deprecated "Use Kernel.is_exception/1 instead"
  def exception?(%{__struct__: _, __exception__: true}), do: true
  def exception?(_), do: false
  def is_exception(term), do: exception?(term)

  def normalize(kind, reason, stacktrace \\ [])

  # What was caught last is known, when the stack tells of it; else the stack says what was called.
  def normalize(:error, reason, [{module, function, args, _} | _])
      when reason in [:undef, :function_clause] and is_atom(module) do
    arity = if is_list(args), do: length(args), else: args

    case Cnx.Exception.caught(reason) do
      %{module: ^module, function: ^function, arity: ^arity} = caught ->
        caught

      _other ->
        exception = Cnx.Exception.normalize(reason)
        %{exception | module: module, function: function, arity: arity}
    end
  end

  def normalize(:error, reason, [_ | _]) do
    Cnx.Exception.caught(reason) || Cnx.Exception.normalize(reason)
  end

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

  def format(kind, reason, stacktrace \\ [])
  def format({:EXIT, _} = kind, reason, stacktrace), do: format_banner(kind, reason, stacktrace)

  def format(kind, reason, stacktrace) do
    banner = format_banner(kind, reason, stacktrace)
    if stacktrace == [], do: banner, else: banner <> "\n" <> format_stacktrace(stacktrace)
  end

  def format_exit(reason), do: format_exit(reason, "\n    ")

  # Lines below the first begin with `joiner`.
  defp format_exit(:normal, _), do: "normal"
  defp format_exit(:shutdown, _), do: "shutdown"
  defp format_exit({:shutdown, reason}, _), do: "shutdown: #{inspect(reason)}"

  defp format_exit(:timeout, _), do: "time out"
  defp format_exit(:killed, _), do: "killed"
  defp format_exit(:calling_self, _), do: "process attempted to call itself"

  # What a call waited for did not come.
  defp format_exit({reason, {module, function, args}}, joiner)
       when is_atom(module) and is_atom(function) and is_list(args) do
    "exited in: #{format_mfa(module, function, args)}#{joiner}** (EXIT) " <>
      format_exit(reason, joiner <> "    ")
  end

  defp format_exit(:noproc, _),
    do:
      "no process: the process is not alive or there's no process currently associated with the given name, possibly because its application isn't started"

  defp format_exit({reason, [_ | _] = stacktrace} = whole, joiner) do
    if Enum.all?(stacktrace, &entry?/1) do
      entries = Enum.map(stacktrace, &[joiner, "    ", format_stacktrace_entry(&1)])
      banner = format_banner(:error, reason, stacktrace)
      IO.iodata_to_binary(["an exception was raised:", joiner, banner | entries])
    else
      inspect(whole)
    end
  end

  defp format_exit(reason, _), do: inspect(reason)

  defp entry?({module, name, arity, place}),
    do:
      is_atom(module) and is_atom(name) and (is_integer(arity) or is_list(arity)) and
        is_list(place)

  defp entry?({fun, arity, place}), do: is_function(fun) and is_integer(arity) and is_list(place)
  defp entry?(_), do: false

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

  # "-outer/1-fun-0-" is an anonymous function's name, "-outer/1-anonymous-0-" one in another.
  defp anonymous("-fun-" <> _), do: ""

  defp anonymous("-" <> rest) do
    case String.split(rest, ["-fun-", "-anonymous-"]) do
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
      _ -> inspect(Atom.to_string(name))
    end
  end

  defp arity(arity) when is_integer(arity), do: "/#{arity}"
  defp arity(args) when is_list(args), do: "(" <> Enum.map_join(args, ", ", &inspect/1) <> ")"

  # --- blame: an error with what is known of the call that it came from ---

  # Modules of exceptions may add to theirs with a blame/2 of their own.
  def blame(kind, reason, stacktrace)

  def blame(:error, reason, stacktrace) do
    %module{} = error = normalize(:error, reason, stacktrace)

    if function_exported?(module, :blame, 2),
      do: module.blame(error, stacktrace),
      else: {error, stacktrace}
  end

  def blame(_kind, reason, stacktrace), do: {reason, stacktrace}

  # Of each clause which of its parameters and which parts of its guards fit the arguments, each
  # part by itself. The library's own clauses are not told.
  def blame_mfa(module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    case Cnx.Module.written(module, function, length(args)) do
      nil ->
        :error

      {kind, clauses} ->
        {:ok, kind,
         for {{_, params, guards, _}, i} <- Enum.with_index(clauses) do
           blame_clause(params, guards, &Cnx.Module.fits?(module, function, i, args, &1, &2))
         end}
    end
  end

  # Parameters that share variables with one before fit if both do.
  defp blame_clause(params, guards, fits?) do
    {params, fitting} =
      params
      |> Enum.with_index()
      |> Enum.map_reduce([], fn {param, i}, before ->
        if fits?.([i | before], nil),
          do: {%{match?: true, node: param}, [i | before]},
          else: {%{match?: false, node: param}, before}
      end)

    {params,
     guards |> Enum.flat_map(&alternatives/1) |> Enum.map(&blame_guard(&1, fitting, fits?))}
  end

  defp alternatives({:when, _, [guard, others]}), do: [guard | alternatives(others)]
  defp alternatives(guard), do: [guard]

  defp blame_guard({op, meta, [left, right]} = guard, fitting, fits?) when op in [:and, :or] do
    parts = [blame_guard(left, fitting, fits?), blame_guard(right, fitting, fits?)]
    {op, [value: fits?.(fitting, guard)] ++ meta, parts}
  end

  defp blame_guard(guard, fitting, fits?),
    do: %{match?: fits?.(fitting, guard), node: guard}

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
