# ExUnit.CLIFormatter - prints what happens while tests run, and the summary.
#
# Its state is a map that the runner hands on: settings and counts.
defmodule ExUnit.CLIFormatter do
  import ExUnit.Formatter

  def start(config) do
    colors? = Keyword.get_lazy(config.colors, :enabled, fn -> Cnx.Terminal.colours?() end)
    IO.puts("Running ExUnit with seed: #{config.seed}, max_cases: #{config.max_cases}")
    if config.exclude != [], do: IO.puts(format_filters(config.exclude, :exclude))
    if config.include != [], do: IO.puts(format_filters(config.include, :include))
    IO.puts("")

    %{
      trace: config.trace,
      slowest: config.slowest,
      max_failures: config.max_failures,
      colors?: colors?,
      width: width(),
      types: %{},
      timings: [],
      failures: 0,
      excluded: 0,
      skipped: 0,
      invalid: 0,
      failed: [],
      passed: []
    }
  end

  defp width do
    case Cnx.Terminal.columns(:stdio) do
      columns when is_integer(columns) -> max(40, columns)
      _ -> 80
    end
  end

  @doc "Whether as many tests failed as --max-failures allows."
  def full?(state), do: state.failures + state.invalid >= state.max_failures

  # --- modules ---

  def module_started(%{trace: true} = state, module) do
    IO.puts("\n#{inspect(module.name)} [#{Path.relative_to_cwd(module.file)}]")
    state
  end

  def module_started(state, _module), do: state

  def module_finished(state, _module, nil), do: state

  # What setup_all broke, before the tests or after them, takes with it those that had passed.
  def module_finished(state, module, failures) do
    {taken, passed} = Enum.split_with(state.passed, fn {name, _} -> name == module.name end)
    counter = state.failures + length(taken)

    print_failure(
      state,
      format_test_all_failure(module, failures, counter, state.width, &style(state, &1, &2))
    )

    %{state | failures: counter, passed: passed, failed: taken ++ state.failed}
  end

  # --- tests ---

  def test_started(%{trace: true} = state, test) do
    IO.write("#{started(test)} [#{line(test)}]")
    Cnx.Output.flush()
    state
  end

  def test_started(state, _test), do: state

  def test_finished(state, test) do
    state = update_in(state.types[test.tags.test_type], &((&1 || 0) + 1))
    finished(test.state, test, state)
  end

  defp finished(nil, test, state) do
    if state.trace,
      do: IO.puts(colour(state, :green, result(test))),
      else: mark(state, :green, ".")

    %{state | timings: [test | state.timings], passed: [{test.module, test.name} | state.passed]}
  end

  defp finished({:excluded, _}, test, state) do
    if state.trace, do: IO.puts("\r#{started(test)} (excluded) [#{line(test)}]")
    %{state | excluded: state.excluded + 1}
  end

  defp finished({:skipped, _}, test, state) do
    if state.trace,
      do: IO.puts(colour(state, :yellow, "\r#{started(test)} (skipped) [#{line(test)}]")),
      else: mark(state, :yellow, "*")

    %{state | skipped: state.skipped + 1}
  end

  defp finished({:invalid, _}, test, state) do
    if state.trace,
      do: IO.puts(colour(state, :yellow, result(test))),
      else: mark(state, :yellow, "?")

    %{state | invalid: state.invalid + 1, failed: [{test.module, test.name} | state.failed]}
  end

  defp finished({:failed, failures}, test, state) do
    if state.trace, do: IO.puts(colour(state, :red, result(test)))
    counter = state.failures + 1

    print_failure(
      state,
      format_test_failure(test, failures, counter, state.width, &style(state, &1, &2))
    )

    print_logs(test.logs)

    %{
      state
      | failures: counter,
        timings: [test | state.timings],
        failed: [{test.module, test.name} | state.failed]
    }
  end

  defp mark(state, name, text) do
    IO.write(colour(state, name, text))
    Cnx.Output.flush()
  end

  defp started(test), do: "  * " <> String.replace("#{test.name}", "\n", " ")
  defp line(test), do: "L##{test.tags.line}"

  defp result(test),
    do: "\r#{started(test)} (#{format_milliseconds(test.time)}ms) [#{line(test)}]"

  defp print_failure(state, text) do
    IO.puts(if state.trace, do: "", else: "\n")
    IO.puts(text)
  end

  defp print_logs(""), do: :ok

  defp print_logs(logs) do
    IO.puts([
      "     The following output was logged:\n     ",
      String.replace(logs, "\n", "\n     ")
    ])
  end

  # --- the summary ---

  @doc "Prints times and counts; gives the counts, and the names of tests that failed and passed."
  def finish(state, times) do
    total = state.types |> Map.values() |> Enum.sum()

    if full?(state),
      do: IO.write(colour(state, :red, "--max-failures reached, aborting test suite"))

    if total > 0 and state.excluded == total,
      do: IO.puts(colour(state, :yellow, "All tests have been excluded."))

    IO.puts("\n" <> format_times(times))
    if state.slowest > 0, do: print_slowest(state, times.run)

    counts =
      for {type, count} <- Enum.sort_by(state.types, &elem(&1, 0)),
          do: "#{count} #{plural(count, type)}, "

    message =
      "#{counts}#{state.failures} #{if state.failures == 1, do: "failure", else: "failures"}" <>
        counted(state.excluded, "excluded") <> counted(state.invalid, "invalid") <> skipped(state)

    name = if state.failures > 0, do: :red, else: if(state.invalid > 0, do: :yellow, else: :green)
    IO.puts(colour(state, name, message <> gradients(Cnx.Gradients.counts())))
    Cnx.Output.flush()

    %{
      total: total,
      failures: state.failures + state.invalid,
      excluded: state.excluded,
      skipped: state.skipped,
      failed: state.failed,
      passed: state.passed
    }
  end

  defp plural(1, type), do: "#{type}"
  defp plural(_, type), do: ExUnit.plural_rule("#{type}")

  defp counted(0, _what), do: ""
  defp counted(count, what), do: ", #{count} #{what}"

  defp skipped(%{skipped: 0}), do: ""
  defp skipped(state), do: ", " <> colour(state, :yellow, "#{state.skipped} skipped")

  defp gradients(nil), do: ""

  defp gradients(%{right: right, unclear: unclear}) do
    left_out = if unclear > 0, do: " (#{unclear} skipped at kinks)", else: ""
    ", #{right} #{plural(right, "gradient")} checked" <> left_out
  end

  defp print_slowest(state, run_us) do
    slowest = state.timings |> Enum.sort_by(&(-&1.time)) |> Enum.take(state.slowest)
    total = slowest |> Enum.map(& &1.time) |> Enum.sum()
    percentage = Float.round(total / max(run_us, 1) * 100, 1)

    IO.puts(
      "\nTop #{state.slowest} slowest (#{format_milliseconds(div(total, 1000))}s), #{percentage}% of total time:\n"
    )

    for test <- slowest do
      place = "#{Path.relative_to_cwd(test.tags.file)}:#{test.tags.line}"

      IO.puts(
        "#{started(test)} (#{inspect(test.module)}) (#{format_milliseconds(test.time)}ms) [#{place}]"
      )
    end

    IO.puts("")
  end

  # --- colours ---

  defp colour(%{colors?: false}, _name, text), do: text
  defp colour(_state, name, text), do: "#{apply(IO.ANSI, name, [])}#{text}#{IO.ANSI.reset()}"

  defp style(state, :diff_enabled?, _), do: state.colors?
  defp style(state, :error_info, text), do: colour(state, :red, text)
  defp style(%{colors?: true}, :blame_diff, text), do: "\e[31m#{text}\e[0m"
  defp style(_state, :blame_diff, text), do: "-#{text}-"
  defp style(state, :extra_info, text), do: colour(state, :cyan, text)
  defp style(%{colors?: true}, :location_info, text), do: "\e[1m\e[30m#{text}\e[0m"
  defp style(_state, _kind, text), do: text
end
