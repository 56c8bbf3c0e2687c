# Cnx.Plot.Bins - the ranges of a histogram and how many numbers each has.
defmodule Cnx.Plot.Bins do
  # The edges of `count` ranges of equal width, or of as many as suit the numbers: Freedman and
  # Diaconis' width of 2 IQR / n^(1/3), at most 100 of them.
  def edges(numbers, count) do
    sorted = Enum.sort(numbers)
    {low, high} = if sorted == [], do: {0.0, 1.0}, else: {hd(sorted), List.last(sorted)}
    {low, high} = if low == high, do: {low - 0.5, high + 0.5}, else: {low, high}
    count = checked(count) || suitable(sorted, high - low)
    for i <- 0..count, do: low + (high - low) * i / count
  end

  defp checked(nil), do: nil
  defp checked(count) when is_integer(count) and count in 1..10_000, do: count

  defp checked(other),
    do: raise(ArgumentError, "expected :bins to be 1 to 10000, got: #{inspect(other)}")

  defp suitable(sorted, range) do
    n = length(sorted)
    at = fn part -> Enum.at(sorted, trunc((n - 1) * part), 0.0) end
    width = 2 * (at.(0.75) - at.(0.25)) / :math.pow(max(n, 1), 1 / 3)
    few = ceil(:math.log2(max(n, 1))) + 1
    if width > range / 100, do: max(ceil(range / width), 1), else: min(few, 100)
  end

  # [{from, to, how many}]; a number on an edge belongs to the range above it, the greatest to the last.
  def count(numbers, edges) do
    low = hd(edges)
    bins = length(edges) - 1
    width = (List.last(edges) - low) / bins

    counts =
      Enum.reduce(numbers, %{}, fn x, counts ->
        Map.update(counts, min(trunc((x - low) / width), bins - 1), 1, &(&1 + 1))
      end)

    for {[from, to], i} <- Enum.with_index(Enum.chunk_every(edges, 2, 1, :discard)),
        do: {from, to, Map.get(counts, i, 0) * 1.0}
  end
end
