# A struct with an Enumerable of its own that has no end: only as much is asked as is taken.
defmodule Naturals do
  defstruct from: 0
end
defimpl Enumerable, for: Naturals do
  def reduce(%{from: n} = s, {:cont, acc}, fun) do
    if n > 99, do: raise("too far")
    reduce(%{s | from: n + 1}, fun.(n, acc), fun)
  end

  def reduce(s, {:suspend, acc}, fun), do: {:suspended, acc, &reduce(s, &1, fun)}
  def reduce(_, {:halt, acc}, _fun), do: {:halted, acc}
  def count(_), do: {:error, __MODULE__}
  def member?(_, _), do: {:error, __MODULE__}
  def slice(_), do: {:error, __MODULE__}
end
n = struct(Naturals)
Stream.map(n, &(&1 * 2)) |> Enum.take(3)                # => [0, 2, 4]
{Enum.take(n, 2), Enum.at(n, 3), Enum.fetch(n, 3)}      # => {[0, 1], 3, {:ok, 3}}
{Enum.find(n, &(&1 > 4)), Enum.find_index(n, &(&1 > 4)), Enum.any?(n, &(&1 > 4)), Enum.all?(n, &(&1 < 4))} # => {5, 5, true, false}
{Enum.member?(n, 4), Enum.empty?(n), Enum.count_until(n, 3)} # => {true, false, 3}
{Enum.slice(n, 2, 2), Enum.slice(n, 2..4), Enum.take_while(n, &(&1 < 2))} # => {[2, 3], [2, 3, 4], [0, 1]}
{Enum.zip(n, [:a, :b]), Enum.zip([:a], n), Stream.zip(n, [1]) |> Enum.to_list()} # => {[{0, :a}, {1, :b}], [{:a, 0}], [{0, 1}]}
Enum.reduce_while(n, 0, fn x, acc -> if x > 3, do: {:halt, acc}, else: {:cont, acc + x} end) # => 6
{Stream.chunk_every(n, 2) |> Enum.take(2), Stream.concat([[1], n]) |> Enum.take(2)} # => {[[0, 1], [2, 3]], [1, 0]}
Stream.flat_map([1], fn _ -> n end) |> Enum.take(2)     # => [0, 1]
for x <- Stream.take(n, 3), do: x                       # => [0, 1, 2]
Enum.to_list(n)                                         # error: (RuntimeError) too far
