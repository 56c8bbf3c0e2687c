# The exceptions of the language. Those that C code raises come with their message made.
defmodule ArgumentError do
  defexception message: "argument error"
end

defmodule ArithmeticError do
  defexception message: "bad argument in arithmetic expression"

  # With the operation that failed, where the stack names it.
  def blame(
        %{message: "bad argument in arithmetic expression"} = error,
        [
          {:erlang, name, args, _} | _
        ] = stack
      )
      when is_list(args),
      do: {%{error | message: error.message <> shown(name, args)}, stack}

  def blame(error, stack), do: {error, stack}

  defp shown(name, [a]) when name in [:+, :-], do: ": #{name}(#{inspect(a)})"
  defp shown(:bnot, [a]), do: ": Bitwise.bnot(#{inspect(a)})"

  defp shown(name, [a, b]) when name in [:+, :-, :*, :/],
    do: ": #{inspect(a)} #{name} #{inspect(b)}"

  defp shown(name, [a, b]) when name in [:div, :rem],
    do: ": #{name}(#{inspect(a)}, #{inspect(b)})"

  defp shown(name, [a, b]) when name in [:band, :bor, :bxor, :bsl, :bsr],
    do: ": Bitwise.#{name}(#{inspect(a)}, #{inspect(b)})"

  defp shown(_name, _args), do: ""
end

defmodule RuntimeError do
  defexception message: "runtime error"
end

defmodule SystemLimitError do
  defexception message: "a system limit has been reached"
end

defmodule CompileError do
  defexception [:file, :line, description: "compile error"]

  def message(%{file: file, line: line, description: text}) do
    case Exception.format_file_line(file && Path.relative_to_cwd(file), line) do
      "" -> text
      place -> place <> " " <> text
    end
  end
end

# What does not parse is drawn by picture.c.
defmodule SyntaxError do
  defexception [:file, :line, :column, :snippet, description: "syntax error"]
  def message(error), do: Cnx.Code.syntax_message(error)
end

defmodule TokenMissingError do
  defexception [
    :file,
    :line,
    :column,
    :end_line,
    :end_column,
    :snippet,
    :opening_delimiter,
    :expected_delimiter,
    description: "expression is incomplete"
  ]

  def message(error), do: Cnx.Code.syntax_message(error)
end

defmodule MismatchedDelimiterError do
  defexception [
    :file,
    :line,
    :column,
    :end_line,
    :end_column,
    :opening_delimiter,
    :closing_delimiter,
    :expected_delimiter,
    :snippet,
    description: "mismatched delimiter error"
  ]

  def message(error), do: Cnx.Code.syntax_message(error)
end

defmodule KeyError do
  defexception [:key, :term, :message]

  def message(%{message: nil, key: key, term: nil}), do: "key #{inspect(key)} not found"

  def message(%{message: nil, key: key, term: term}),
    do: "key #{inspect(key)} not found in: #{inspect(term, pretty: true, limit: :infinity)}"

  def message(%{message: text}), do: text

  def blame(%{message: nil, key: key, term: term} = exception, stacktrace) do
    hint =
      cond do
        not is_atom(key) ->
          ""

        is_struct(term) ->
          similar(key, Map.keys(term) -- [:__struct__])

        is_map(term) ->
          if Enum.all?(Map.keys(term), &is_atom/1), do: similar(key, Map.keys(term)), else: ""

        Keyword.keyword?(term) ->
          similar(key, Keyword.keys(term))

        true ->
          ""
      end

    {%{exception | message: message(exception) <> hint}, stacktrace}
  end

  def blame(exception, stacktrace), do: {exception, stacktrace}

  defp similar(key, keys),
    do:
      key
      |> Exception.__similar__(Enum.uniq(keys))
      |> Enum.map(&inspect/1)
      |> Exception.__did_you_mean__()
end

defmodule BadMapError do
  defexception [:term]
  def message(%{term: term}), do: "expected a map, got: #{inspect(term)}"
end

defmodule BadStructError do
  defexception [:struct, :term]

  def message(%{struct: struct, term: term}),
    do: "expected a struct named #{inspect(struct)}, got: #{inspect(term)}"
end

defmodule BadBooleanError do
  defexception [:term, :operator]

  def message(%{operator: operator, term: term}),
    do: "expected a boolean on left-side of \"#{operator}\", got: #{inspect(term)}"
end

defmodule BadFunctionError do
  defexception [:term]
  def message(%{term: term}), do: "expected a function, got: #{inspect(term)}"
end

defmodule BadArityError do
  defexception [:function, :args]

  def message(%{function: fun, args: args}) do
    count = length(args)
    given = if args == [], do: "", else: " (#{Enum.map_join(args, ", ", &inspect/1)})"
    plural = if count == 1, do: "argument", else: "arguments"
    called = if count == 0, do: "no arguments", else: "#{count} #{plural}"
    "#{inspect(fun)} with arity #{Function.info(fun)[:arity]} called with #{called}#{given}"
  end
end

defmodule MatchError do
  defexception [:term]
  def message(%{term: term}), do: "no match of right hand side value: #{inspect(term)}"
end

defmodule CaseClauseError do
  defexception [:term]
  def message(%{term: term}), do: "no case clause matching: #{inspect(term)}"
end

defmodule WithClauseError do
  defexception [:term]
  def message(%{term: term}), do: "no with clause matching: #{inspect(term)}"
end

defmodule TryClauseError do
  defexception [:term]
  def message(%{term: term}), do: "no try clause matching: #{inspect(term)}"
end

defmodule CondClauseError do
  defexception []
  def message(_), do: "no cond clause evaluated to a truthy value"
end

defmodule FunctionClauseError do
  defexception [:module, :function, :arity, :kind, :args, :clauses]

  @clauses_shown 10

  def message(%{function: nil}), do: "no function clause matches"

  def message(%{function: :fn, arity: arity}),
    do: "no function clause matching in anonymous fn/#{arity}"

  def message(%{module: module, function: function, arity: arity} = error) do
    "no function clause matching in #{Exception.format_mfa(module, function, arity)}" <>
      blame(error, &inspect/1, &between_dashes/1)
  end

  def blame(%{module: module, function: function, arity: arity} = error, stacktrace) do
    case stacktrace do
      [{^module, ^function, args, place} | rest] when is_list(args) and length(args) == arity ->
        tried =
          case Exception.blame_mfa(module, function, args) do
            {:ok, kind, clauses} -> %{kind: kind, clauses: clauses}
            :error -> %{}
          end

        {error |> Map.put(:args, args) |> Map.merge(tried),
         [{module, function, arity, place} | rest]}

      _other ->
        {error, stacktrace}
    end
  end

  # The text of the arguments and of the clauses that were tried. `mark` gets the maps of
  # Exception.blame_mfa/3, one for each part that is compared, and gives its text.
  def blame(%{args: nil}, _inspect, _mark), do: ""

  def blame(error, inspect, mark) do
    called = Exception.format_mfa(error.module, error.function, error.arity)

    given =
      for {arg, i} <- Enum.with_index(error.args, 1),
          do: ["\n    # ", to_string(i), "\n    ", indent(inspect.(arg)), "\n"]

    tried =
      case tried(error, mark) do
        [] ->
          []

        lines ->
          count = length(error.clauses)
          shown = "(showing #{min(count, @clauses_shown)} out of #{count})"
          lines = Enum.map(lines, &["    ", &1, "\n"])
          ["\nAttempted function clauses ", shown, ":\n\n" | lines]
      end

    IO.iodata_to_binary(["\n\nThe following arguments were given to #{called}:\n", given, tried])
  end

  # The same beneath the picture of a program's error, where its arguments stand already.
  def __note__(error) do
    case tried(error, &between_dashes/1) do
      [] ->
        ""

      lines ->
        "      = tried (between dashes what does not match):\n" <>
          Enum.map_join(lines, &"          #{&1}\n")
    end
  end

  # The lines that say which clauses were tried, without indentation; [] when it is not known.
  defp tried(%{clauses: nil}, _mark), do: []

  defp tried(%{clauses: clauses} = error, mark) do
    {shown, others} = Enum.split(clauses, @clauses_shown)
    lines = Enum.map(shown, &"#{error.kind} #{head(error.function, &1, mark)}")

    case length(others) do
      0 -> lines
      1 -> lines ++ ["...", "(1 clause not shown)"]
      count -> lines ++ ["...", "(#{count} clauses not shown)"]
    end
  end

  defp head(function, {args, guards}, mark) do
    args = Enum.map_join(args, ", ", mark)
    "#{function}(#{args})" <> Enum.map_join(guards, &" when #{guard(&1, mark)}")
  end

  defp guard({op, _, [left, right]}, mark) when op in [:and, :or] do
    "#{operand(left, op, mark)} #{op} #{operand(right, op, mark)}"
  end

  defp guard(part, mark), do: mark.(part)

  defp operand({:or, _, [_, _]} = part, :and, mark), do: "(#{guard(part, mark)})"
  defp operand(part, _op, mark), do: guard(part, mark)

  defp indent(text), do: String.replace(text, "\n", "\n    ")

  defp between_dashes(%{match?: true, node: node}), do: Macro.to_string(node)
  defp between_dashes(%{match?: false, node: node}), do: "-#{Macro.to_string(node)}-"
end

defmodule UndefinedFunctionError do
  defexception [:module, :function, :arity, :reason, :message]

  def message(%{message: nil, function: function, arity: arity})
      when is_nil(function) or is_nil(arity),
      do: "undefined function"

  def message(%{message: nil, reason: reason} = error) when is_binary(reason) do
    called = Exception.format_mfa(error.module, error.function, error.arity)
    "function #{called} is undefined (#{reason})"
  end

  def message(%{message: nil, module: module, function: function, arity: arity}) do
    text = "function #{Exception.format_mfa(module, function, arity)} is undefined"

    cond do
      module == nil -> text
      Code.ensure_loaded?(module) -> text <> " or private"
      true -> text <> " (module #{inspect(module)} is not available)"
    end
  end

  def message(%{message: text}), do: text

  def blame(
        %{message: nil, reason: nil, module: module, function: function, arity: arity} =
          exception,
        stacktrace
      ) do
    hint =
      cond do
        function == nil or arity == nil ->
          ""

        module == nil and arity == 0 ->
          ". If you are using the dot syntax, such as module.function(), make sure the left-hand " <>
            "side of the dot is a module atom"

        module == nil ->
          ""

        Code.ensure_loaded?(module) ->
          functions_like(module, function, arity)

        true ->
          unknown_module(module)
      end

    {%{exception | message: message(exception) <> hint}, stacktrace}
  end

  def blame(exception, stacktrace), do: {exception, stacktrace}

  defp unknown_module(module) do
    cond do
      hint = Cnx.Absent.hint(module) ->
        hint

      String.starts_with?(Atom.to_string(module), "Elixir.") ->
        ". Make sure the module name is correct and has been specified in full (or that an alias has been defined)"

      true ->
        ""
    end
  end

  defp functions_like(module, function, arity) do
    if macro_exported?(module, function, arity) do
      ". However, there is a macro with the same name and arity. " <>
        "Be sure to require #{inspect(module)} if you intend to invoke this macro"
    else
      exports = module.__info__(:functions)
      same = Enum.filter(exports, fn {name, _} -> name == function end)
      found = if same == [], do: Exception.__similar__(function, exports), else: same

      found
      |> Enum.map(fn {name, arity} -> "#{name}/#{arity}" end)
      |> Exception.__did_you_mean__()
    end
  end
end

defmodule Protocol.UndefinedError do
  defexception [:protocol, :value, description: ""]

  def message(%{protocol: protocol, value: value, description: description}) do
    text =
      "protocol #{inspect(protocol)} not implemented for #{inspect(value)} of type #{type(value)}"

    if description == "", do: text, else: text <> ", " <> description
  end

  defp type(%{__struct__: module}), do: "#{inspect(module)} (a struct)"
  defp type(value) when is_atom(value), do: "Atom"
  defp type(value) when is_bitstring(value), do: "BitString"
  defp type(value) when is_integer(value), do: "Integer"
  defp type(value) when is_float(value), do: "Float"
  defp type(value) when is_list(value), do: "List"
  defp type(value) when is_map(value), do: "Map"
  defp type(value) when is_tuple(value), do: "Tuple"
  defp type(value) when is_function(value), do: "Function"
  defp type(value) when is_pid(value), do: "PID"
  defp type(_), do: "Reference"
end

defmodule ErlangError do
  defexception [:original, :reason]
  def message(%{original: original}), do: "Erlang error: #{inspect(original)}"
end

defmodule UnicodeConversionError do
  defexception [:encoded, :message]
end

defmodule File.Error do
  defexception [:reason, :path, action: ""]

  def message(%{reason: :eexist, action: "remove directory", path: path}),
    do: "could not remove directory #{inspect(path)}: directory is not empty"

  def message(%{reason: reason, action: action, path: path}),
    do: "could not #{action} #{inspect(path)}: #{:file.format_error(reason)}"
end

defmodule File.CopyError do
  defexception [:reason, :source, :destination, on: "", action: ""]

  def message(%{reason: reason, action: action, source: source, destination: destination, on: on}) do
    place = if on == "", do: "", else: ". #{on}"

    "could not #{action} from #{inspect(source)} to #{inspect(destination)}#{place}: " <>
      :file.format_error(reason)
  end
end

defmodule File.RenameError do
  defexception [:reason, :source, :destination, on: "", action: ""]
  defdelegate message(exception), to: File.CopyError
end

defmodule File.LinkError do
  defexception [:reason, :existing, :new, action: ""]

  def message(%{reason: reason, action: action, existing: existing, new: new}),
    do:
      "could not #{action} from #{inspect(existing)} to #{inspect(new)}: #{:file.format_error(reason)}"
end

defmodule IO.StreamError do
  defexception [:reason, message: "error during streaming"]
end

defmodule Code.LoadError do
  defexception [:file, :reason]
  def message(%{file: file, reason: reason}), do: "could not load #{file}. Reason: #{reason}"
end

defmodule Interrupted do
  defexception message: "interrupted"
end
