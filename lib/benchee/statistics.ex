# Benchee.Statistics - of times in nanoseconds.
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
    sample_size: 0
  ]

  def of([], _percentiles), do: %__MODULE__{}

  def of(samples, percentiles) do
    sorted = Enum.sort(samples)
    count = length(sorted)
    average = Enum.sum(sorted) / count
    squares = Enum.reduce(sorted, 0.0, fn x, acc -> acc + (x - average) * (x - average) end)
    deviation = if count > 1, do: :math.sqrt(squares / (count - 1)), else: 0.0
    ratio = if average > 0, do: deviation / average, else: 0.0
    ips = if average > 0, do: 1_000_000_000 / average, else: 0.0
    table = List.to_tuple(sorted)

    %__MODULE__{
      average: average,
      ips: ips,
      std_dev: deviation,
      std_dev_ratio: ratio,
      std_dev_ips: ips * ratio,
      median: percentile(table, count, 50),
      percentiles: Map.new(Enum.uniq([50 | percentiles]), &{&1, percentile(table, count, &1)}),
      mode: mode(sorted),
      minimum: hd(sorted),
      maximum: elem(table, count - 1),
      sample_size: count
    }
  end

  # Between the two samples around the place, in proportion.
  defp percentile(table, count, percent) do
    place = percent / 100 * (count + 1)
    below = trunc(place)

    cond do
      below < 1 ->
        elem(table, 0) / 1

      below >= count ->
        elem(table, count - 1) / 1

      true ->
        elem(table, below - 1) + (place - below) * (elem(table, below) - elem(table, below - 1))
    end
  end

  # The commonest sample, those that are equally common as a list, nil when none comes twice.
  defp mode(sorted) do
    counts = sorted |> Enum.frequencies() |> Enum.sort_by(fn {_, n} -> -n end)

    case counts do
      [{_, 1} | _] -> nil
      [{x, n}, {_, m} | _] when n > m -> x
      [{x, _}] -> x
      [{_, n} | _] -> for {x, ^n} <- counts, do: x
    end
  end
end
