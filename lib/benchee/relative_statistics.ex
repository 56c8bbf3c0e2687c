# Benchee.RelativeStatistics - scenarios from the fastest to the slowest, and how the others compare
# with the first that has the same input.
defmodule Benchee.RelativeStatistics do
  def relative_statistics(suite) do
    sorted =
      Enum.sort_by(suite.scenarios, &{average(&1.run_time_data), average(&1.memory_usage_data)})

    %{suite | scenarios: sorted |> by_input(suite.configuration) |> Enum.flat_map(&compare/1)}
  end

  defp average(data), do: data.statistics.average

  defp by_input(scenarios, %{inputs: nil}), do: [scenarios]

  defp by_input(scenarios, %{input_names: names}),
    do: Enum.map(names, fn name -> Enum.filter(scenarios, &(&1.input_name == name)) end)

  defp compare([]), do: []

  defp compare([first | others]) do
    others =
      for scenario <- others do
        %{
          scenario
          | run_time_data: compare(scenario.run_time_data, first.run_time_data),
            memory_usage_data: compare(scenario.memory_usage_data, first.memory_usage_data)
        }
      end

    [first | others]
  end

  defp compare(data, reference) do
    {mine, other} = {average(data), average(reference)}

    if mine && other do
      more = %{
        relative_more: ratio(mine, other),
        relative_less: ratio(other, mine),
        absolute_difference: mine - other
      }

      %{data | statistics: struct!(data.statistics, more)}
    else
      data
    end
  end

  defp ratio(a, b) when a == 0 and b == 0, do: 1.0
  defp ratio(_, b) when b == 0, do: :infinity
  defp ratio(a, b), do: a / b
end
