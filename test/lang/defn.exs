# Definitions: branches, loops, containers, gradients.
defmodule Defs do
  import Nx.Defn
  defn poly(x), do: 3 * x ** 2 + 2 * x + 1
  defn slope(x), do: grad(x, &poly/1)
  defn bend(x), do: grad(x, &slope/1)
  defn step(x), do: if(x > 0, do: x, else: -x)
  defn step_grad(x), do: grad(x, &step/1)

  defn factorial(n) do
    {_, product, _} =
      while {i = 1, p = 1, n}, i <= n do
        {i + 1, p * i, n}
      end

    product
  end

  defn both(x), do: value_and_grad(x, fn x -> Nx.sum(Nx.exp(x)) end)
  defn swap({a, b}), do: %{first: b, second: a}
  defn scaled(x, opts \\ []) do
    opts = keyword!(opts, by: 2)
    x * opts[:by]
  end

  defn outer(x), do: inner(x) + 1
  defnp inner(x), do: x * 10
  deftransform shape_of(x), do: Nx.shape(x)
  defn rows(x) do
    {n, _} = shape_of(x)
    n
  end
end

Nx.to_number(Defs.poly(2.0)) # => 17.0
Nx.to_number(Defs.slope(2.0)) # => 14.0
Nx.to_number(Defs.bend(2.0)) # => 6.0
Nx.to_number(Defs.step(-3)) # => 3
Nx.to_number(Defs.step_grad(-3.0)) # => -1.0
Nx.to_number(Defs.factorial(5)) # => 120
Defs.both(Nx.tensor([0.0, 0.0])) |> elem(1) |> Nx.to_list() # => [1.0, 1.0]
Defs.swap({1, 2.5}).first |> Nx.to_number() # => 2.5
Nx.to_number(Defs.scaled(3)) # => 6
Nx.to_number(Defs.scaled(3, by: 5)) # => 15
Nx.to_number(Defs.outer(2)) # => 21
Nx.to_number(Defs.rows(Nx.iota({3, 2}))) # => 3
Nx.Defn.jit(&Nx.add/2).(1, 2) |> Nx.to_number() # => 3
Nx.Defn.grad(fn x -> Nx.sin(x) end).(0.0) |> Nx.to_number() # => 1.0
Defs.slope(Nx.tensor([1.0, 2.0])) |> Nx.to_list() # => [8.0, 14.0]
