# Benchee.Statistics - of a scenario's samples.
defmodule Benchee.Statistics do
  defstruct [
    :average,
    :ips,
    :std_dev,
    :std_dev_ratio,
    :std_dev_ips,
    :median,
    :percentiles,
    :mode,
    :minimum,
    :maximum,
    :relative_more,
    :relative_less,
    :absolute_difference,
    :outliers,
    :lower_outlier_bound,
    :upper_outlier_bound,
    sample_size: 0
  ]

  def statistics(suite) do
    Benchee.Printer.step("Calculating statistics", suite.configuration)
    %{suite | scenarios: Enum.map(suite.scenarios, &scenario(&1, suite.configuration))}
  end

  defp scenario(scenario, config) do
    times =
      with_ips(of(scenario.run_time_data.samples, config.percentiles, config.exclude_outliers))

    bytes = of(scenario.memory_usage_data.samples, config.percentiles, config.exclude_outliers)

    %{
      scenario
      | run_time_data: %{scenario.run_time_data | statistics: times},
        memory_usage_data: %{scenario.memory_usage_data | statistics: bytes}
    }
  end

  # Those of samples; nothing is there of none. Outliers are further from the quartiles than one and a
  # half times what is between these.
  def of(samples, percentiles \\ [], exclude_outliers \\ false)
  def of([], _percentiles, _exclude), do: %__MODULE__{}

  def of(samples, percentiles, exclude) do
    sorted = Enum.sort(samples)
    table = List.to_tuple(sorted)
    {low, high} = {percentile(table, 25), percentile(table, 75)}
    {low, high} = {low - 1.5 * (high - low), high + 1.5 * (high - low)}
    {within, outliers} = Enum.split_with(sorted, &(&1 >= low and &1 <= high))

    statistics =
      if exclude and outliers != [],
        do: of_sorted(within, List.to_tuple(within), percentiles),
        else: of_sorted(sorted, table, percentiles)

    %{statistics | outliers: outliers, lower_outlier_bound: low, upper_outlier_bound: high}
  end

  defp of_sorted(sorted, table, percentiles) do
    count = tuple_size(table)
    average = Enum.sum(sorted) / count
    squares = Enum.reduce(sorted, 0.0, fn x, acc -> acc + (x - average) * (x - average) end)
    deviation = if count > 1, do: :math.sqrt(squares / (count - 1)), else: 0.0
    percentiles = Map.new(Enum.uniq([50 | percentiles]), &{&1, percentile(table, &1)})

    %__MODULE__{
      average: average,
      std_dev: deviation,
      std_dev_ratio: if(average == 0, do: 0.0, else: deviation / average),
      median: percentiles[50],
      percentiles: percentiles,
      mode: mode(sorted),
      minimum: elem(table, 0),
      maximum: elem(table, count - 1),
      sample_size: count
    }
  end

  # How often a second has room for it.
  def with_ips(%{average: average} = statistics) when average in [nil, 0.0], do: statistics

  def with_ips(%{average: average} = statistics) do
    ips = 1_000_000_000 / average
    %{statistics | ips: ips, std_dev_ips: ips * statistics.std_dev_ratio}
  end

  # Between the two samples around the place, in proportion.
  defp percentile(sorted, percent) do
    count = tuple_size(sorted)
    place = percent / 100 * (count + 1)
    below = trunc(place)

    cond do
      below < 1 ->
        elem(sorted, 0) / 1

      below >= count ->
        elem(sorted, count - 1) / 1

      true ->
        low = elem(sorted, below - 1)
        low + (place - below) * (elem(sorted, below) - low)
    end
  end

  # The commonest sample, those that are equally common as a list, nil when none comes twice.
  defp mode(sorted) do
    counts = Enum.frequencies(sorted)

    case {Enum.max(Map.values(counts)), counts} do
      {1, _} ->
        nil

      {most, _} ->
        case for({sample, ^most} <- counts, do: sample) do
          [sample] -> sample
          samples -> Enum.sort(samples, :desc)
        end
    end
  end
end
