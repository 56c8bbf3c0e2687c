# Benchee.Formatters.Console - the table of results, and how jobs compare with the fastest.
defmodule Benchee.Formatters.Console do
  @durations [
    {"h", 3_600_000_000_000},
    {"min", 60_000_000_000},
    {"s", 1_000_000_000},
    {"ms", 1_000_000},
    {"μs", 1000},
    {"ns", 1}
  ]
  @counts [{" B", 1_000_000_000}, {" M", 1_000_000}, {" K", 1000}, {"", 1}]

  @doc "The units of time, largest first, in nanoseconds."
  def durations, do: @durations

  def format(suite, options) do
    suite.scenarios
    |> Enum.chunk_by(& &1.input_name)
    |> Enum.map(
      &table(
        &1,
        Map.merge(%{comparison: true, extended_statistics: false}, options),
        suite.configuration
      )
    )
  end

  def write(tables, _options), do: IO.write([tables, "\n"])

  defp table([%{input_name: input} | _] = scenarios, options, config) do
    measured = Enum.filter(scenarios, &(&1.run_time_data.statistics.sample_size > 0))
    sorted = Enum.sort_by(measured, & &1.run_time_data.statistics.average)
    header = if input, do: "\n##### With input #{input} #####", else: ""

    memory =
      if config.memory_time > 0 or config.reduction_time > 0,
        do: "\n\nMemory and reductions are not counted by cnx.",
        else: ""

    [header, if(sorted == [], do: "", else: times(sorted, options)), memory]
  end

  defp times(scenarios, options) do
    statistics = Enum.map(scenarios, & &1.run_time_data.statistics)
    time = unit(Enum.map(statistics, & &1.average), @durations)
    count = unit(Enum.map(statistics, & &1.ips), @counts)
    width = scenarios |> Enum.map(&String.length(&1.name)) |> Enum.max() |> max(4) |> Kernel.+(1)

    head = "\n" <> row("Name", width, ["ips", "average", "deviation", "median", "99th %"])

    rows =
      Enum.map(scenarios, fn %{name: name, run_time_data: %{statistics: s}} ->
        row(name, width, [
          scaled(s.ips, count),
          scaled(s.average, time),
          "±#{fixed(s.std_dev_ratio * 100)}%",
          scaled(s.median, time),
          scaled(s.percentiles[99] || s.median, time)
        ])
      end)

    extended = if options.extended_statistics, do: extended(scenarios, width, time), else: []

    comparison =
      if options.comparison and length(scenarios) > 1,
        do: comparison(scenarios, width, count, time),
        else: []

    [head, rows, extended, comparison]
  end

  defp row(name, width, [ips, average, deviation, median, percentile]) do
    [
      String.pad_trailing(name, width),
      String.pad_leading(ips, 13),
      String.pad_leading(average, 15),
      String.pad_leading(deviation, 11),
      String.pad_leading(median, 15),
      String.pad_leading(percentile, 15),
      "\n"
    ]
    |> IO.iodata_to_binary()
  end

  defp extended(scenarios, width, time) do
    head = [
      "\nExtended statistics: \n\n",
      String.pad_trailing("Name", width),
      Enum.map(["minimum", "maximum", "sample size", "mode"], &String.pad_leading(&1, 15)),
      "\n"
    ]

    rows =
      Enum.map(scenarios, fn %{name: name, run_time_data: %{statistics: s}} ->
        mode = s.mode |> List.wrap() |> Enum.map_join(", ", &scaled(&1, time))
        count = scaled(s.sample_size, unit([s.sample_size], @counts))

        cells = [
          scaled(s.minimum, time),
          scaled(s.maximum, time),
          count,
          if(mode == "", do: "None", else: mode)
        ]

        [String.pad_trailing(name, width), Enum.map(cells, &String.pad_leading(&1, 15)), "\n"]
      end)

    [head, rows]
  end

  defp comparison([first | rest], width, count, time) do
    best = first.run_time_data.statistics

    slower =
      Enum.map(rest, fn %{name: name, run_time_data: %{statistics: s}} ->
        ratio = s.average / best.average
        more = "+" <> scaled(s.average - best.average, time)
        [compared(name, s, width, count), " - #{fixed(ratio)}x slower #{more}\n"]
      end)

    ["\nComparison: \n", compared(first.name, best, width, count), "\n", slower]
  end

  defp compared(name, s, width, count),
    do: String.pad_trailing(name, width) <> String.pad_leading(scaled(s.ips, count), 13)

  # --- units: the one that most of the values would be given, the larger of two ---

  defp unit(values, units) do
    values
    |> Enum.map(fn value ->
      Enum.find(units, List.last(units), fn {_, size} -> value >= size end)
    end)
    |> Enum.frequencies()
    |> Enum.max_by(fn {{_, size}, count} -> {count, size} end)
    |> elem(0)
  end

  defp scaled(value, {"", 1}), do: fixed(value)
  defp scaled(value, {" " <> _ = name, size}), do: fixed(value / size) <> name
  defp scaled(value, {name, size}), do: fixed(value / size) <> " " <> name

  defp fixed(value), do: :erlang.float_to_binary(value / 1, decimals: 2)
end
