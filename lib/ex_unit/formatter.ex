# ExUnit.Formatter - the texts of reports: failures, times, filters.
#
# A formatter callback colours what it is told the kind of: fun.(kind, text).
defmodule ExUnit.Formatter do
  @no_value :ex_unit_no_meaningful_value
  @pad "     "

  # --- times and filters ---

  @doc "The line with the times in microseconds, %{run:, async:, load:}, the latter two or nil."
  def format_times(times) do
    run = hundredths(times.run)
    load = hundredths(times.load)
    async = hundredths(times.async)
    on_load = if times.load, do: "#{seconds(load)}s on load, ", else: ""

    "Finished in #{seconds(run + load)} seconds " <>
      "(#{on_load}#{seconds(async)}s async, #{seconds(run - async)}s sync)"
  end

  defp hundredths(nil), do: 0
  defp hundredths(us), do: div(us, 10_000)

  # Two digits below a tenth of a second, one above.
  defp seconds(hundredths) when hundredths < 10, do: "0.0#{hundredths}"
  defp seconds(hundredths), do: "#{div(hundredths, 100)}.#{rem(div(hundredths, 10), 10)}"

  @doc "Milliseconds of a test's time: two digits below a tenth, else one."
  def format_milliseconds(us), do: seconds(div(us, 10))

  @doc "The line that names the tags included or excluded."
  def format_filters(filters, :exclude),
    do: "Excluding tags: #{inspect(filters, charlists: :as_lists)}"

  def format_filters(filters, :include),
    do: "Including tags: #{inspect(filters, charlists: :as_lists)}"

  # --- failures ---

  @doc "A test's failures, {kind, reason, stacktrace} each, as the report numbered `counter`."
  def format_test_failure(test, failures, counter, width, formatter) do
    file = Path.relative_to_cwd(test.tags.file)

    title(counter, "#{test.name} (#{inspect(test.module)})", formatter) <>
      "#{@pad}#{formatter.(:location_info, "#{file}:#{test.tags.line}")}\n" <>
      format_failures(failures, test, width, formatter)
  end

  @doc "The failures of a module's setup_all."
  def format_test_all_failure(module, failures, counter, width, formatter) do
    text =
      "#{inspect(module.name)}: failure on setup_all callback, all tests have been invalidated"

    title(counter, text, formatter) <>
      format_failures(failures, %{module: module.name, name: nil}, width, formatter)
  end

  defp title(counter, text, formatter),
    do: formatter.(:test_info, "#{String.pad_leading("#{counter}", 3)}) #{text}") <> "\n"

  defp format_failures(failures, test, width, formatter) do
    failures
    |> Enum.with_index(1)
    |> Enum.map_join(fn {{kind, reason, stack}, index} ->
      header = if length(failures) > 1, do: "\n#{@pad}Failure ##{index}\n", else: ""
      header <> format_failure(test, kind, reason, stack, width, formatter)
    end)
  end

  defp format_failure(test, :error, %ExUnit.AssertionError{} = error, stack, width, formatter) do
    format_assertion(error, test, stack, width, formatter, @pad) <>
      format_stack(stack, test, formatter)
  end

  defp format_failure(test, kind, reason, stack, _width, formatter) do
    {reason, stack} = Exception.blame(kind, reason, stack)
    banner = banner_of(kind, reason)

    @pad <>
      formatter.(:error_info, indent(banner, 5)) <>
      "\n" <>
      blame_of(reason, formatter) <>
      code_line(test, stack, formatter) <> format_stack(stack, test, formatter)
  end

  # The message of a clause error has the text of blame_of/2 behind it.
  defp banner_of(kind, %FunctionClauseError{} = error),
    do: Exception.format_banner(kind, %{error | args: nil})

  defp banner_of(kind, reason), do: Exception.format_banner(kind, reason)

  # What a function was called with when none of its clauses matched, and what did not.
  defp blame_of(%FunctionClauseError{} = error, formatter) do
    mark = fn
      %{match?: true, node: node} -> Macro.to_string(node)
      %{match?: false, node: node} -> formatter.(:blame_diff, Macro.to_string(node))
    end

    case FunctionClauseError.blame(error, &inspect(&1, pretty: true), mark) do
      "" -> ""
      "\n" <> text -> indent(text, 5) <> "\n"
    end
  end

  defp blame_of(_, _), do: ""

  defp code_line(test, stack, formatter) do
    case code_of(test, stack) do
      nil -> ""
      code -> @pad <> formatter.(:extra_info, "code: ") <> code <> "\n"
    end
  end

  # The line of the test in which the failure happened.
  defp code_of(%{module: module, name: name}, stack) do
    with {_, _, _, place} <- Enum.find(stack, &match?({^module, ^name, _, _}, &1)),
         line when is_integer(line) and line > 0 <- place[:line],
         {:ok, text} <- File.read("#{place[:file]}") do
      text |> String.split("\n") |> Enum.at(line - 1, "") |> String.trim()
    else
      _ -> nil
    end
  end

  defp code_of(_test, _stack), do: nil

  # --- stack traces ---

  defp format_stack([], _test, _formatter), do: ""

  defp format_stack(stack, test, formatter) do
    stack = Enum.reject(stack, &doctest_frame?(&1, test))

    entries =
      Enum.map_join(stack, fn entry ->
        "#{@pad}  #{formatter.(:stacktrace_info, entry_text(entry, test))}\n"
      end)

    @pad <> formatter.(:extra_info, "stacktrace:") <> "\n" <> entries
  end

  # The function of a doctest only calls here.
  defp doctest_frame?({module, name, _, _}, %{module: module, tags: %{test_type: :doctest}}),
    do: String.starts_with?("#{name}", "doctest ")

  defp doctest_frame?(_entry, _test), do: false

  # Documentation is evaluated as a file of its own.
  defp entry_text({_, :__FILE__, 1, place}, %{tags: %{test_type: :doctest}}),
    do: "(for doctest at) #{Exception.format_file_line(file_of(place), place[:line])} (test)"

  defp entry_text({module, name, _, place}, %{module: module, name: name}) when name != nil,
    do: Exception.format_file_line(file_of(place), place[:line], " (test)")

  defp entry_text({module, name, arity, place}, _test),
    do:
      Exception.format_stacktrace_entry(
        {module, name, arity, Keyword.replace(place, :file, file_of(place))}
      )

  defp file_of(place), do: if(place[:file], do: Path.relative_to_cwd("#{place[:file]}"))

  # --- assertions ---

  @doc "An assertion's report without places: message, code, left and right."
  def format_assertion_error(error),
    do: format_assertion(error, %{}, [], :infinity, fn _, text -> text end, "")

  defp format_assertion(error, test, stack, width, formatter, pad) do
    label = if error.right == @no_value, do: 6, else: 7
    column = label + byte_size(@pad)

    code =
      cond do
        error.expr != @no_value and error.doctest != @no_value -> indent(error.expr, column)
        error.expr != @no_value -> indent(code_text(error.expr), column)
        true -> code_of(test, stack) || @no_value
      end

    fields = [
      message:
        if(error.message == @no_value,
          do: @no_value,
          else: coloured(indent(error.message, byte_size(pad)), formatter)
        ),
      doctest:
        if(error.doctest == @no_value,
          do: @no_value,
          else: indent(error.doctest, 2 + byte_size(@pad))
        ),
      code: code,
      arguments:
        if(error.args == @no_value, do: @no_value, else: format_arguments(error.args, width))
    ]

    for {key, value} <- fields ++ sides(error, column, width, formatter),
        value != @no_value,
        into: "" do
      pad <> format_label(key, label, formatter) <> value <> "\n"
    end
  end

  defp coloured(text, formatter),
    do: if(text =~ "\e[0m", do: text, else: formatter.(:error_info, text))

  defp format_label(:message, _width, _formatter), do: ""

  defp format_label(key, width, formatter),
    do: formatter.(:extra_info, String.pad_trailing("#{key}:", width))

  # {:assert, [], [expression]} without the parentheses that a call has.
  defp code_text({name, _, [expression]})
       when name in [
              :assert,
              :refute,
              :assert_receive,
              :assert_received,
              :refute_receive,
              :refute_received,
              :assert_raise
            ],
       do: "#{name} #{Macro.to_string(expression)}"

  defp code_text(expression), do: Macro.to_string(expression)

  defp format_arguments(args, width) do
    shown =
      for {arg, i} <- Enum.with_index(args, 1),
          do: "\n         # #{i}\n         #{show(arg, 9, width)}\n"

    "\n#{shown}"
  end

  # left: and right:, or the messages that did not match.
  defp sides(%{context: {:mailbox, _, []}}, _column, _width, _formatter), do: []

  defp sides(%{context: {:mailbox, pins, messages}, left: pattern}, column, width, formatter) do
    entries =
      for message <- messages do
        {left, right} = pair(pattern, message, {:match, pins}, column + 5, width, formatter)

        "\n#{@pad}  #{format_label(:pattern, 9, formatter)}#{left}" <>
          "\n#{@pad}  #{format_label(:value, 9, formatter)}#{right}"
      end

    [mailbox: Enum.join(entries, "\n")]
  end

  defp sides(%{left: left, right: right, context: context}, column, width, formatter) do
    {left, right} = pair(left, right, context, column, width, formatter)
    [left: left, right: right]
  end

  defp pair(left, right, context, column, width, formatter) do
    both? = left != @no_value and right != @no_value

    diff =
      if both? and formatter.(:diff_enabled?, false),
        do: ExUnit.Diff.compute(left, right, context)

    case diff do
      nil -> {side(left, context, column, width), side(right, :==, column, width)}
      {left, right} -> {lay_out(left, column, width), lay_out(right, column, width)}
    end
  end

  defp side(@no_value, _context, _column, _width), do: @no_value
  defp side(pattern, {:match, _}, column, _width), do: indent(Macro.to_string(pattern), column)
  defp side(value, _context, column, width), do: show(value, column, width)

  defp show(value, column, width), do: lay_out({:value, value}, column, width)

  # The document nested by the column it begins at, in the width that is left.
  defp lay_out(document, column, width) do
    columns = if width == :infinity, do: width, else: width - column
    inspect(%ExUnit.Diff{document: document, column: column}, pretty: true, width: columns)
  end

  defp indent(text, column), do: String.replace(text, "\n", "\n" <> String.duplicate(" ", column))
end
