# Benchee.Formatters.Console - tables of results, one for the times and one for the memory of the
# scenarios with the same input, and how these compare with the first.
#
# Options: :comparison (true), :extended_statistics (false).
defmodule Benchee.Formatters.Console do
  @behaviour Benchee.Formatter

  alias Benchee.Conversion
  alias Benchee.Conversion.{Count, DeviationPercent, Format}

  # A list of lines for each input.
  def format(suite, options \\ %{}) do
    options = Map.merge(%{comparison: true, extended_statistics: false}, Map.new(options))
    %{title: title, unit_scaling: strategy} = Map.merge(%{title: nil}, suite.configuration)
    names = suite.scenarios |> Enum.map(& &1.input_name) |> Enum.uniq()

    for name <- names do
      scenarios = Enum.filter(suite.scenarios, &(&1.input_name == name))
      units = Conversion.units(scenarios, strategy)

      [
        header(title, name)
        | times(scenarios, units, options) ++ memory(scenarios, units, options)
      ]
    end
  end

  def write(output, _options \\ %{}), do: IO.write(output)

  defp header(title, input) do
    title = if title, do: "\n*** #{title} ***\n", else: ""
    none = [nil, Benchee.Benchmark.no_input()]
    title <> if(input in none, do: "", else: "\n##### With input #{input} #####")
  end

  # --- the two tables ---

  defp times(scenarios, units, options) do
    rows = measured(scenarios, :run_time_data)
    width = label_width(scenarios)

    cells = fn s ->
      [{count(s.ips, units.ips), 13} | statistics(s, units.run_time)]
    end

    if Enum.any?(rows, &present?/1) do
      [row("\nName", width + 1, [{"ips", 13} | statistics_head()])] ++
        Enum.map(rows, fn {name, s} -> row(name, width, cells.(s)) end) ++
        compared(rows, width, options, fn _, s ->
          {count(s.ips, units.ips), 13, "slower", units.run_time}
        end) ++ extended(rows, width, units.run_time, options)
    else
      []
    end
  end

  defp memory(scenarios, units, options) do
    rows = measured(scenarios, :memory_usage_data)
    width = label_width(scenarios)

    shown = fn
      :first, s -> {value(s.median, units.memory), 15, "memory usage", units.memory}
      :other, s -> {value(s.average, units.memory), 15, "memory usage", units.memory}
    end

    cond do
      not Enum.any?(rows, &present?/1) ->
        []

      Enum.all?(rows, fn {_, s} -> s.std_dev == 0.0 end) ->
        ["\nMemory usage statistics:\n", row("\nName", width + 1, [{"Memory usage", 15}])] ++
          comparison(rows, width, shown) ++
          ["\n**All measurements for memory usage were the same**\n"]

      true ->
        ["\nMemory usage statistics:\n", row("\nName", width + 1, statistics_head())] ++
          Enum.map(rows, fn {name, s} -> row(name, width, statistics(s, units.memory)) end) ++
          compared(rows, width, options, shown) ++ extended(rows, width, units.memory, options)
    end
  end

  defp measured(scenarios, key),
    do: Enum.map(scenarios, &{&1.name, Map.fetch!(&1, key).statistics})

  defp present?({_name, statistics}), do: statistics.sample_size > 0

  # --- parts of a table ---

  defp statistics_head, do: [{"average", 15}, {"deviation", 11}, {"median", 15}, {"99th %", 15}]

  defp statistics(s, unit) do
    [
      {value(s.average, unit), 15},
      {if(s.std_dev_ratio, do: DeviationPercent.format(s.std_dev_ratio), else: "N/A"), 11},
      {value(s.median, unit), 15},
      {value(s.percentiles[99], unit), 15}
    ]
  end

  defp extended(_rows, _width, _unit, %{extended_statistics: false}), do: []

  defp extended(rows, width, unit, _options) do
    head = [{"minimum", 15}, {"maximum", 15}, {"sample size", 15}, {"mode", 25}]

    ["\nExtended statistics: \n", row("\nName", width + 1, head)] ++
      Enum.map(rows, fn {name, s} ->
        row(name, width, [
          {value(s.minimum, unit), 15},
          {value(s.maximum, unit), 15},
          {Count.format(s.sample_size), 15},
          {mode(s.mode, unit), 25}
        ])
      end)
  end

  defp mode(nil, _unit), do: "None"
  defp mode(modes, unit), do: modes |> List.wrap() |> Enum.map_join(", ", &value(&1, unit))

  defp compared([_], _width, _options, _shown), do: []
  defp compared(_rows, _width, %{comparison: false}, _shown), do: []

  defp compared(rows, width, _options, shown),
    do: ["\nComparison: \n" | comparison(rows, width, shown)]

  defp comparison([{name, first} | others], width, shown) do
    {text, column, _, _} = shown.(:first, first)

    [
      row(name, width, [{text, column}])
      | Enum.map(others, fn {name, s} ->
          {text, column, than, unit} = shown.(:other, s)
          row(name, width, [{text, column}, {relative(s, than, unit), 0}])
        end)
    ]
  end

  defp relative(%{absolute_difference: nil}, _than, _unit), do: ""

  defp relative(s, than, unit) do
    times =
      if s.relative_more == :infinity,
        do: "∞ x",
        else: :erlang.float_to_binary(s.relative_more, decimals: 2) <> "x"

    sign = if s.absolute_difference >= 0, do: "+", else: ""
    " - #{times} #{than} #{sign}#{value(s.absolute_difference, unit)}"
  end

  defp row(name, width, cells) do
    cells = Enum.map(cells, fn {text, width} -> String.pad_leading(text, width) end)
    IO.iodata_to_binary([String.pad_trailing(name, width), cells, "\n"])
  end

  defp label_width(scenarios),
    do: scenarios |> Enum.map(&String.length(&1.name)) |> Enum.max() |> max(4) |> Kernel.+(1)

  defp value(nil, _unit), do: "N/A"
  defp value(value, unit), do: Format.format({value / unit.magnitude, unit})
  defp count(value, unit), do: value(value, unit)
end
