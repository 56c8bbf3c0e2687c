# ExUnit.DocTest - the examples in documentation as tests.
#
# An example is a prompt, `iex>`, continued by `...>`, with the outcome below; examples without an
# empty line between them share their variables and are one test. Each is evaluated where it stands:
# with the aliases and imports of the test's module, at the line of the documentation.
defmodule ExUnit.DocTest do
  @doc "Tests from the documentation of a module; options: only, except, import, tags."
  defmacro doctest(module, options \\ []) do
    import =
      if Keyword.keyword?(options) and options[:import],
        do: quote(do: import(unquote(module))),
        else: nil

    quote do
      unquote(import)

      ExUnit.DocTest.__define__(
        __MODULE__,
        __ENV__,
        ExUnit.DocTest.__module_tests__(unquote(module), unquote(options)),
        unquote(options)
      )

      unquote(definitions())
    end
  end

  @doc "Tests from the examples in a text file."
  defmacro doctest_file(file, options \\ []) do
    quote do
      ExUnit.DocTest.__define__(
        __MODULE__,
        __ENV__,
        ExUnit.DocTest.__file_tests__(unquote(file)),
        unquote(options)
      )

      unquote(definitions())
    end
  end

  # One function a test, so that it is found by its name as others are.
  defp definitions do
    quote unquote: false do
      for {name, index} <- ExUnit.DocTest.__pending__() do
        def unquote(name)(_), do: ExUnit.DocTest.__run__(__MODULE__, unquote(index))
      end
    end
  end

  @doc false
  def __define__(module, env, tests, options) do
    tags = List.wrap(options[:tags])
    before = :persistent_term.get(:ex_unit_doctests, %{})

    named =
      for {test, number} <- Enum.with_index(tests, 1) do
        line = [doctest_line: test.line, doctest: test.module]

        name =
          ExUnit.Case.register_test(
            module,
            env.file,
            env.line,
            :doctest,
            "#{test.name} (#{number})",
            tags ++ line
          )

        {name, test}
      end

    indexed = Enum.with_index(named, map_size(before))
    all = for {{_, test}, index} <- indexed, into: before, do: {index, test}
    :persistent_term.put(:ex_unit_doctests, all)

    :persistent_term.put(
      :ex_unit_doctests_pending,
      for({{name, _}, index} <- indexed, do: {name, index})
    )
  end

  @doc false
  def __pending__, do: :persistent_term.get(:ex_unit_doctests_pending)

  # --- finding examples ---

  @doc false
  def __module_tests__(module, options) do
    {text, file, line, heredoc?} =
      Cnx.Docs.module(module) ||
        raise ArgumentError,
              "could not retrieve the documentation for module #{inspect(module)}. The module was not " <>
                "compiled with documentation or its BEAM file cannot be accessed"

    about =
      if wanted?(:moduledoc, options),
        do: tests(text, "module #{inspect(module)}", module, file, first_line(line, heredoc?)),
        else: []

    functions =
      for {name, arity, {text, file, line, heredoc?}} <- documented(module),
          wanted?({name, arity}, options),
          test <-
            tests(
              text,
              Exception.format_mfa(module, name, arity),
              module,
              file,
              first_line(line, heredoc?)
            ),
          do: test

    about ++ functions
  end

  @doc false
  def __file_tests__(file),
    do: tests(File.read!(file), "file #{Path.relative_to_cwd(file)}", nil, file, 1)

  # [{name, arity, documentation}]: functions, then macros, each by name.
  defp documented(module) do
    named =
      for {kind, head, doc} <- Cnx.Docs.functions(module),
          {name, arity} = name_arity(head),
          do: {{kind, name, arity}, {name, arity, doc}}

    named |> Enum.sort_by(&elem(&1, 0)) |> Enum.map(&elem(&1, 1))
  end

  defp first_line(line, heredoc?), do: if(heredoc?, do: line + 1, else: line)

  defp name_arity({:when, _, [head, _]}), do: name_arity(head)
  defp name_arity({name, _, args}), do: {name, if(is_list(args), do: length(args), else: 0)}

  defp wanted?(name, options) do
    only = options[:only]
    (only in [nil, []] or name in List.wrap(only)) and name not in List.wrap(options[:except])
  end

  defp tests(text, _name, _module, _file, _line) when not is_binary(text), do: []

  defp tests(text, name, module, file, line) do
    groups = text |> String.split("\n") |> Enum.with_index(line) |> groups([], [])

    for [step | _] = steps <- groups,
        do: %{name: name, module: module, file: file, line: step.line, steps: together(steps)}
  end

  # A failure shows what stands above it without an outcome of its own, too.
  defp together([%{expected: ""} = one, two | rest]),
    do: [one | together([%{two | line: one.line, shown: one.shown <> "\n" <> two.shown} | rest])]

  defp together([step | rest]), do: [step | together(rest)]
  defp together([]), do: []

  # Steps, %{code:, expected:, line:, shown:}, that no empty line separates.
  defp groups([], group, done), do: Enum.reverse(close(group, done))

  defp groups([{text, line} | rest], group, done) do
    case prompt(text, "iex") do
      nil ->
        if String.trim(text) == "",
          do: groups(rest, [], close(group, done)),
          else: groups(rest, group, done)

      {indent, number, code} ->
        {more, rest} = Enum.split_while(rest, &prompt(elem(&1, 0), "..."))
        {expected, rest} = Enum.split_while(rest, &outcome?(elem(&1, 0)))
        more = for {text, _} <- more, {_, _, code} = prompt(text, "..."), do: code
        expected = for {text, _} <- expected, do: unindent(text, indent)
        shown = ["iex> " <> code | Enum.map(more, &("...> " <> &1))] ++ expected
        code = Enum.join([code | more], "\n")

        step = %{
          code: code,
          expected: expected |> Enum.join("\n") |> String.trim(),
          line: line,
          shown: Enum.join(shown, "\n")
        }

        # `iex(2)>` goes on with what stands above, also past an empty line.
        if group == [] and number > 1 and done != [],
          do: groups(rest, [step | Enum.reverse(hd(done))], tl(done)),
          else: groups(rest, [step | group], done)
    end
  end

  defp close([], done), do: done
  defp close(group, done), do: [Enum.reverse(group) | done]

  defp outcome?(text),
    do: String.trim(text) not in ["", "```", "~~~"] and prompt(text, "iex") == nil

  # {indentation, number in parentheses or 1, the code} of a line that begins with the prompt.
  defp prompt(text, name) do
    trimmed = String.trim_leading(text)

    if String.starts_with?(trimmed, name) do
      case Regex.run(~r/^(\s*)(?:iex|\.\.\.)(?:\((\d+)\))?>(?: (.*))?$/s, text) do
        [_, indent] -> {byte_size(indent), 1, ""}
        [_, indent, number] -> {byte_size(indent), number(number), ""}
        [_, indent, number, code] -> {byte_size(indent), number(number), code}
        nil -> nil
      end
    end
  end

  defp number(""), do: 1
  defp number(digits), do: String.to_integer(digits)

  defp unindent(text, 0), do: text
  defp unindent(" " <> text, indent), do: unindent(text, indent - 1)
  defp unindent(text, _indent), do: text

  # --- running them ---

  @doc false
  def __run__(module, index) do
    test = :persistent_term.get(:ex_unit_doctests)[index]
    Enum.reduce(test.steps, [], &step(&1, &2, test, module))
    :ok
  end

  defp step(%{expected: "** (" <> _} = step, bindings, test, module) do
    {name, message} = expected_error(step, test)

    result =
      try do
        {:gave, elem(evaluate(step.code, bindings, step, test, module), 0)}
      rescue
        error -> {error.__struct__, error}
      end

    case result do
      {:gave, value} ->
        failed(step, test,
          message: "Doctest failed: expected exception #{name} but got result #{inspect(value)}"
        )

      {raised, error} ->
        actual = Exception.message(error)

        cond do
          inspect(raised) != name ->
            failed(step, test,
              message:
                "Doctest failed: expected exception #{name} but got #{inspect(raised)} with message #{inspect(actual)}"
            )

          String.trim_trailing(actual) != message ->
            failed(step, test,
              message:
                "Doctest failed: wrong message for #{name}\nexpected:\n  #{inspect(message)}\nactual:\n  #{inspect(actual)}"
            )

          true ->
            bindings
        end
    end
  end

  defp step(step, bindings, test, module) do
    {value, bindings} =
      checked(step, test, fn -> evaluate(step.code, bindings, step, test, module) end)

    cond do
      step.expected == "" ->
        bindings

      step.expected =~ ~r/#[A-Z][\w.]*</ ->
        shown = inspect(value)

        if shown == step.expected,
          do: bindings,
          else:
            different(
              step,
              test,
              shown,
              step.expected,
              "inspect(#{code(step)}) === #{inspect(step.expected)}"
            )

      true ->
        line = step.line + length(String.split(step.code, "\n"))

        {expected, _} =
          checked(step, test, fn ->
            evaluate(step.expected, bindings, %{step | line: line}, test, module)
          end)

        if expected === value,
          do: bindings,
          else: different(step, test, value, expected, "#{code(step)} === #{step.expected}")
    end
  end

  defp expected_error(step, _test) do
    "** (" <> rest = step.expected
    [name, message] = String.split(rest, ")", parts: 2)
    {name, String.trim(message)}
  end

  defp evaluate(code, bindings, step, test, module),
    do: Cnx.Code.eval_string(code, bindings, file: test.file, line: step.line, within: module)

  # What does not compile is the documentation's mistake.
  defp checked(step, test, fun) do
    fun.()
  rescue
    error in [SyntaxError, TokenMissingError, MismatchedDelimiterError, CompileError] ->
      message =
        "Doctest did not compile, got: (#{inspect(error.__struct__)}) #{Exception.message(error)}"

      failed(step, test, message: message)
  end

  defp different(step, test, left, right, code),
    do: failed(step, test, message: "Doctest failed", expr: code, left: left, right: right)

  defp code(step), do: step.code |> Code.string_to_quoted!() |> Macro.to_string()

  # The runner takes the place from here.
  defp failed(step, test, fields) do
    error = struct!(ExUnit.AssertionError, [doctest: "\n" <> step.shown] ++ fields)
    place = [file: String.to_charlist(test.file), line: step.line]
    throw({:ex_unit_failure, error, [{test.module, :__MODULE__, 0, place}]})
  end
end
