# A call like an earlier one finds its program at once, and only one like it does.
defmodule Again do
  import Nx.Defn
  defn one(a, b), do: a + b
  defn two(a, b), do: {a + b, %{x: a * b}}
  defn pair(a, b), do: {a - b, b}
  def outer(a), do: Nx.Defn.jit(fn a -> Nx.multiply(one(a, 1), 2) end).(a)
end

x = Nx.tensor([1, 2], names: [:x])
for(_ <- 1..4, do: Nx.to_list(Again.one(x, 3))) |> Enum.uniq() # => [[4, 5]]
for(_ <- 1..4, do: Again.one(x, 3).names) |> Enum.uniq() # => [[:x]]
Again.one(Nx.tensor([1, 2]), 3).names # => [nil]
Again.one(1.5, 3) |> Nx.to_number() # => 4.5
for(_ <- 1..4, do: Again.one(1.5, 3) |> Nx.to_number()) |> Enum.uniq() # => [4.5]
for(_ <- 1..4, do: Again.pair(5, x) |> elem(0) |> Nx.to_list()) |> Enum.uniq() # => [[4, 3]]
for(_ <- 1..4, do: Again.two(2, 3) |> elem(1) |> Map.get(:x) |> Nx.to_number()) |> Enum.uniq() # => [6]
for(_ <- 1..4, do: Again.outer(4) |> Nx.to_number()) |> Enum.uniq() # => [10]
for(_ <- 1..4, do: Again.one(Nx.vectorize(x, :v), 1).vectorized_axes) |> Enum.uniq() # => [[v: 2]]
Again.one(x, Nx.tensor([1, 2, 3])) # error: (ArgumentError) cannot broadcast tensor of dimensions {2} to {3}

Code.eval_string("""
defmodule Again.Other do
  import Nx.Defn
  defn f(a), do: a + 1
end
""")
for(_ <- 1..3, do: apply(Again.Other, :f, [1]) |> Nx.to_number()) |> Enum.uniq() # => [2]

Code.eval_string("""
defmodule Again.Other do
  import Nx.Defn
  defn f(a), do: a + 10
end
""")
for(_ <- 1..3, do: apply(Again.Other, :f, [1]) |> Nx.to_number()) |> Enum.uniq() # => [11]
