# A value that only one branch of a condition reads, or only a predicate behind others, is computed where
# these are asked for: the question in front guards it.
defmodule Guarded do
  import Nx.Defn

  defn quotient(a, b) do
    q = div(a, b)
    if b == 0, do: -1, else: q + 1
  end

  defn third(t, i) do
    cond do
      i < 0 -> 10
      i >= 3 -> 20
      Nx.take(t, i) > 5 -> 30
      rem(t[0], Nx.take(t, i)) > 1 -> 40
      true -> Nx.take(t, i)
    end
  end

  defn nested(t, i) do
    x = Nx.take(t, i)

    if i < 3 do
      if x > 1, do: x, else: -x
    else
      0
    end
  end

  defn of_both(t, i) do
    x = Nx.take(t, i)
    if i == 1, do: x, else: x * 2
  end

  defn until(t) do
    {i, _} =
      while {i = 0, t}, goes_on(t, i) do
        {i + 1, t}
      end

    i
  end

  defn goes_on(t, i) do
    cond do
      i >= 3 -> 0
      Nx.take(t, i) == 0 -> 0
      true -> 1
    end
  end

  defn said(x, y) do
    a = hook(x + 1, fn t -> IO.puts("a = #{Nx.to_number(t)}") end)
    b = hook(y + 1, fn t -> IO.puts("b = #{Nx.to_number(t)}") end)
    if x > 0, do: a * 2, else: b * 3
  end

  defn root(x) do
    {_, steps} =
      while {x, steps = 0}, x != 1 do
        {Nx.select(rem(x, 2) == 0, div(x, 2), 3 * x + 1), steps + 1}
      end

    if x > 0, do: steps, else: -1
  end
end

t = Nx.tensor([5, 9, 3])
Nx.to_number(Guarded.quotient(7, 2)) # => 4
Nx.to_number(Guarded.quotient(7, 0)) # => -1
for i <- -1..3, do: Nx.to_number(Guarded.third(t, i)) # => [10, 5, 30, 40, 20]
for i <- 0..3, do: Nx.to_number(Guarded.nested(t, i)) # => [5, 9, 3, 0]
for i <- 0..2, do: Nx.to_number(Guarded.of_both(t, i)) # => [10, 9, 6]
Guarded.of_both(t, 3) # error: (ArgumentError) index 3 is out of bounds for axis 0 in shape {3}
Nx.to_number(Guarded.until(Nx.tensor([3, 1, 0]))) # => 2
Nx.to_number(Guarded.until(Nx.tensor([3, 1, 2]))) # => 3
Nx.to_number(Guarded.said(1, 5)) # prints: a = 2
Nx.to_number(Guarded.root(6)) # => 8
Nx.to_number(Guarded.root(0)) # => -1
