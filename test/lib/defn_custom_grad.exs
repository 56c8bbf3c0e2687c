# custom_grad/3 gives a value its derivatives, in both directions, again and through loops.
defmodule Custom do
  import Nx.Defn
  defn cosine(x), do: custom_grad(Nx.cos(x), [x], fn g -> [g * -Nx.sin(x)] end)
  defn product(a, b), do: custom_grad(a * b, [a, b], fn g -> [g * b, g * a] end)
  defn steep(x), do: custom_grad(x, [x], fn g -> [g * 100] end)
  defn wrong(x), do: custom_grad(x, [x], fn g -> [Nx.stack([g, g])] end)
  defn reduced(x), do: custom_grad(Nx.reduce(x, 0, fn a, b -> a + b end), [x], fn g -> [g] end)
  defn third(x), do: grad(x, fn x -> grad(x, fn x -> grad(x, &cosine/1) end) end)

  defn thrice(x) do
    {_, x} = while {i = 0, x}, i < 3 do
      {i + 1, cosine(x)}
    end

    x
  end

  defn branch(x), do: if(x > 0, do: cosine(x), else: steep(x))
end

near = fn t, x -> abs(Nx.to_number(t) - x) < 1.0e-6 end
near.(Custom.cosine(0.5), :math.cos(0.5))                                   # => true
near.(Nx.Defn.grad(0.5, &Custom.cosine/1), -:math.sin(0.5))                 # => true
near.(Custom.third(0.5), :math.sin(0.5))                                    # => true
near.(elem(Cnx.AD.jvp(&Custom.cosine/1, 0.5, 2.0), 1), -2 * :math.sin(0.5)) # => true
near.(elem(Cnx.AD.jvp(fn x -> Custom.product(x, Nx.sin(x)) end, 0.5, 1.0), 1), :math.sin(0.5) + 0.5 * :math.cos(0.5)) # => true
Nx.to_number(Nx.Defn.grad(2.0, &Custom.steep/1))                            # => 100.0
Nx.to_number(elem(Cnx.AD.jvp(&Custom.steep/1, 2.0, 3.0), 1))                # => 300.0
Nx.to_number(Nx.Defn.grad(-2.0, &Custom.branch/1))                          # => 100.0
forward = Nx.to_number(elem(Cnx.AD.jvp(&Custom.thrice/1, 0.5, 1.0), 1))
near.(Nx.Defn.grad(0.5, &Custom.thrice/1), forward)                         # => true

# A gradient that is one number counts for every element of its input.
Nx.to_list(Nx.Defn.grad(Nx.tensor([1.0, 2.0]), &Custom.reduced/1))          # => [1.0, 1.0]
Nx.to_list(elem(Cnx.AD.jvp(&Custom.reduced/1, Nx.tensor([1.0, 2.0]), Nx.tensor([3.0, 4.0])), 1) |> Nx.new_axis(0)) # => [7.0]

# The direction of vectorized values, and of whole numbers.
v = Nx.vectorize(Nx.tensor([1.0, 2.0]), :x)
Nx.to_list(Nx.devectorize(Nx.Defn.grad(v, &Custom.steep/1)))                # => [100.0, 100.0]
Nx.to_number(Nx.Defn.grad(2, &Custom.steep/1))                              # => 100.0
Custom.wrong(1.0) # error: (ArgumentError) custom_grad/3 expects a gradient of the shape of its input {}, got {2}

# Outside of definitions there is nothing to differentiate.
Nx.to_number(Nx.Defn.Kernel.custom_grad(Nx.tensor(3), [], fn _ -> [] end))  # => 3

# A tuple has one gradient, which gets the cotangents of all its parts at once; parts may be of any type.
defmodule CustomPair do
  import Nx.Defn

  defn pair(x, y, opts \\ []) do
    custom_grad({Nx.sin(x), {x * y, Nx.as_type(y, :s32)}}, [x, y], fn {s, {p, n}} ->
      told(opts[:to])
      [s * Nx.cos(x) + p * y, p * x + 0 * n]
    end)
  end

  deftransformp told(pid), do: send(pid, :asked)
  defn both(x, y, opts \\ []), do: two(pair(x, y, opts))
  deftransformp two({s, {p, _}}), do: Nx.add(Nx.sum(s), Nx.multiply(3, p))
  defn one(x, y, opts \\ []), do: elem(elem(pair(x, y, opts), 1), 0)
  defn named(x), do: elem(custom_grad({x, x}, [x], fn {a, _} -> [named_sum(a)] end), 0)
  deftransformp named_sum(a), do: if(Nx.names(a) == [:k], do: Nx.multiply(a, 7), else: a)
  defn whole(m), do: custom_grad(m, [m.a], fn g -> [g.a + 5 * g.b] end)
end

{s, {p, n}} = CustomPair.pair(0.0, 3.0, to: self())
{Nx.to_number(s), Nx.to_number(p), n}                                       # => {0.0, 0.0, Nx.tensor(3)}
for _ <- 1..2, do: receive(do: (m -> m), after: (0 -> nil))                 # => [:asked, nil]
{dx, dy} = Nx.Defn.grad({0.5, 2.0}, fn {x, y} -> CustomPair.both(x, y, to: self()) end)
{near.(dx, :math.cos(0.5) + 6), Nx.to_number(dy)}                           # => {true, 1.5}
for _ <- 1..2, do: receive(do: (m -> m), after: (0 -> nil))                 # => [:asked, nil]
Nx.Defn.grad({0.5, 2.0}, fn {x, y} -> CustomPair.one(x, y, to: self()) end) # => {Nx.tensor(2.0), Nx.tensor(0.5)}
second = Nx.Defn.grad(0.5, fn x -> Nx.Defn.grad(x, fn x -> CustomPair.both(x, Nx.multiply(x, x), to: self()) end) end)
near.(second, 18 * 0.5 - :math.sin(0.5))                                    # => true
near.(elem(Cnx.AD.jvp(fn x -> CustomPair.both(x, Nx.multiply(x, x), to: self()) end, 0.5, 1.0), 1), :math.cos(0.5) + 9 * 0.25) # => true
Nx.Defn.grad(Nx.tensor([1.0, 2.0], names: [:k]), fn x -> Nx.sum(CustomPair.named(x)) end)    # => Nx.tensor([7.0, 7.0], names: [:k])
Nx.Defn.grad(%{a: Nx.tensor([1.0, 2.0]), b: 1.0}, fn m -> w = CustomPair.whole(m); Nx.add(Nx.sum(w.a), w.b) end)  # => %{a: Nx.tensor([6.0, 6.0]), b: Nx.tensor(0.0)}
