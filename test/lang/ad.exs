# Cnx.AD: derivatives forward and in reverse, of numbers, tensors and containers.
defmodule Ad do
  import Nx.Defn
  defn wave(x), do: Nx.sin(x) * x
  defn norm(x), do: Nx.sum(x * x)
  defn pair({a, b}), do: %{sum: a + b, product: a * b}
  defn power(x, n) do
    {_, y, _, _} =
      while {i = 0, y = x, x, n}, i < n do
        {i + 1, y * x, x, n}
      end

    y
  end

  defn turn(x, dx), do: Cnx.AD.jvp(&wave/1, x, dx)
  defn pull(x, dy), do: pull_back(Cnx.AD.vjp(&wave/1, x), dy)
  deftransformp pull_back({_, back}, dy), do: back.(dy)
  defn matrix(x), do: Cnx.AD.jacobian(&Nx.cumulative_sum(&1 * &1), x)
  defn bend(x), do: Cnx.AD.hessian(fn x -> Nx.sum(Nx.exp(x[0] * x)) end, x)
end

show = fn t -> t |> Nx.multiply(1000) |> Nx.round() |> Nx.divide(1000) |> Nx.to_list() end
x = Nx.tensor([1.0, 2.0, 3.0])
{y, dy} = Cnx.AD.jvp(&Ad.wave/1, 2.0, 1.0)
Float.round(Nx.to_number(y), 4) # => 1.8186
Float.round(Nx.to_number(dy), 4) # => 0.077
Ad.turn(2.0, 10) |> elem(1) |> Nx.to_number() |> Float.round(3) # => 0.77
Cnx.AD.jvp(&Ad.norm/1, x, Nx.tensor([1, 0, 2])) |> elem(1) |> Nx.to_number() # => 14.0
Cnx.AD.jvp(&Nx.multiply/2, [3.0, 4.0], [1.0, 10.0]) |> elem(1) |> Nx.to_number() # => 34.0
{_, moves} = Cnx.AD.jvp(&Ad.pair/1, {3.0, 4.0}, {1.0, 10.0})
{Nx.to_number(moves.sum), Nx.to_number(moves.product)} # => {11.0, 34.0}
Cnx.AD.jvp(&Ad.power(&1, 3), 2.0, 1.0) |> elem(1) |> Nx.to_number() # => 32.0
Cnx.AD.jvp(&Ad.power(&1, 0), 2.0, 1.0) |> elem(1) |> Nx.to_number() # => 1.0
Cnx.AD.jvp(fn x -> Nx.sort(x) end, Nx.tensor([3.0, 1.0, 2.0]), Nx.tensor([30, 10, 20])) |> elem(1) |> Nx.to_list() # => [10.0, 20.0, 30.0]
Cnx.AD.jvp(fn x -> Nx.reduce_max(x) end, Nx.tensor([2.0, 2.0]), Nx.tensor([1, 3])) |> elem(1) |> Nx.to_number() # => 2.0
Cnx.AD.jvp(fn x -> Nx.as_type(x, :s32) end, 2, 1) |> elem(1) |> Nx.type() # => {:f, 32}
Nx.names(elem(Cnx.AD.jvp(&Ad.wave/1, Nx.tensor([1.0], names: [:t]), Nx.tensor([1.0])), 1)) # => [:t]
v = Nx.vectorize(Nx.tensor([[1.0, 2.0], [3.0, 4.0]]), :v)
Cnx.AD.jvp(&Ad.norm/1, v, v) |> elem(1) |> Nx.to_list() # => [10.0, 50.0]

{value, back} = Cnx.AD.vjp(&Ad.norm/1, x)
Nx.to_number(value) # => 14.0
Nx.to_list(back.(1)) # => [2.0, 4.0, 6.0]
Nx.to_list(back.(10.0)) # => [20.0, 40.0, 60.0]
{_, back} = Cnx.AD.vjp(&Ad.pair/1, {3.0, 4.0})
{a, b} = back.(%{sum: 1, product: 10})
{Nx.to_number(a), Nx.to_number(b)} # => {41.0, 31.0}
Ad.pull(2.0, 10) |> Nx.to_number() |> Float.round(3) # => 0.77
Nx.Defn.grad(fn x -> Nx.sum(elem(Cnx.AD.jvp(&Ad.norm/1, x, Nx.tensor([1, 0, 2])), 1)) end).(x) |> Nx.to_list() # => [2.0, 0.0, 4.0]
Cnx.AD.jvp(&Nx.conjugate/1, Complex.new(1, 2), Complex.new(3, 4)) |> elem(1) |> Nx.to_number() # => %Complex{re: 3.0, im: -4.0}

Ad.matrix(x) |> Nx.to_list() # => [[2.0, 0.0, 0.0], [2.0, 4.0, 0.0], [2.0, 4.0, 6.0]]
Cnx.AD.jacobian(&Ad.norm/1, x) |> Nx.to_list() # => [2.0, 4.0, 6.0]
Cnx.AD.jacobian(fn t -> Nx.outer(t, Nx.tensor([1, 2])) end, Nx.tensor([5.0, 6.0])) |> Nx.to_list() # => [[[1.0, 0.0], [2.0, 0.0]], [[0.0, 1.0], [0.0, 2.0]]]
Cnx.AD.jacobian(&Nx.multiply(&1, 3), 2.0) |> Nx.to_number() # => 3.0
Cnx.AD.jacobian(fn m -> Nx.sum(Nx.multiply(m, m), axes: [1]) end, Nx.tensor([[1.0, 2.0], [3.0, 4.0]])) |> Nx.shape() # => {2, 2, 2}
Cnx.AD.jacobian(fn m -> Nx.sum(Nx.multiply(m, m), axes: [1]) end, Nx.tensor([[1.0, 2.0], [3.0, 4.0]])) |> Nx.to_list() # => [[[2.0, 4.0], [0.0, 0.0]], [[0.0, 0.0], [6.0, 8.0]]]
Cnx.AD.hessian(&Ad.norm/1, x) |> Nx.to_list() # => [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 2.0]]
Cnx.AD.hessian(fn x -> Nx.product(x) end, Nx.tensor([2.0, 3.0, 5.0])) |> Nx.to_list() # => [[0.0, 5.0, 3.0], [5.0, 0.0, 2.0], [3.0, 2.0, 0.0]]
Cnx.AD.hessian(&Ad.power(&1, 3), 2.0) |> Nx.to_number() # => 48.0
show.(Ad.bend(Nx.tensor([0.5, 0.2], type: :f64))) # => [[3.896, 1.216], [1.216, 0.276]]

Cnx.AD.jvp(&Ad.norm/1, x, {1.0, 2.0}) # error: (ArgumentError) expected the tangents to be a container of the same form as the primals
Cnx.AD.jvp(&Ad.norm/1, x, Nx.tensor([1.0])) # error: (ArgumentError) expected the tangent of f32[3] to have its shape and a real type, got f32[1]
Cnx.AD.jvp(&Ad.norm/1, 1.0, Complex.new(0, 1)) # error: (ArgumentError) expected the tangent of f32 to have its shape and a real type, got c64
back.(1) # error: (ArgumentError) expected the cotangents to be a container of the same form as the value
elem(Cnx.AD.vjp(&Ad.norm/1, x), 1).(x) # error: (ArgumentError) expected the cotangents to have the shapes of what they move, got {3} for {}
Cnx.AD.jacobian(fn x -> {x, x} end, x) # error: (ArgumentError) expected a function from one tensor to one tensor
Cnx.AD.jacobian(&Ad.norm/1, v) |> Nx.to_list() # => [[2.0, 4.0], [6.0, 8.0]]

# A value now, its derivative later: what does not depend on the move is computed once.
{y, forward} = Cnx.AD.linearize(&Ad.wave/1, 2.0)
Float.round(Nx.to_number(y), 4) # => 1.8186
for dx <- [1.0, 10, -1], do: forward.(dx) |> Nx.to_number() |> Float.round(3) # => [0.077, 0.77, -0.077]
{%{sum: sum}, forward} = Cnx.AD.linearize(&Ad.pair/1, {3.0, 4})
{Nx.to_number(sum), forward.({1, 10}).product |> Nx.to_number()} # => {7.0, 34.0}
forward.({1}) # error: (ArgumentError) expected the tangents to be a container of the same form as x
forward.({1, Nx.tensor([1])}) # error: (ArgumentError) expected the tangents to have the shapes of what they move, got {1} for {}
{_, forward} = Cnx.AD.linearize(&Ad.norm/1, v)
forward.(v) |> Nx.to_list() # => [10.0, 50.0]
{graph, _} = Cnx.Tracing.trace(fn x, dx -> Cnx.AD.jvp(&Nx.exp/1, x, dx) end, [1.0, 1.0])
{early, late} = Cnx.Graph.split(graph, 1, 1)
early |> Cnx.Graph.text(nil) |> String.contains?("exp") # => true
late |> Cnx.Graph.text(nil) |> String.contains?("exp") # => false

Cnx.AD.hvp(fn x -> Nx.product(x) end, Nx.tensor([2.0, 3.0, 5.0]), Nx.tensor([1, 0, 0])) |> Nx.to_list() # => [0.0, 5.0, 3.0]
Cnx.AD.hvp(fn {a, b} -> Nx.multiply(Nx.multiply(a, a), b) end, {3.0, 2.0}, {1.0, 0.0}) |> elem(1) |> Nx.to_number() # => 6.0

# Gradients with a budget.
cube = fn x -> Nx.multiply(Nx.multiply(x, x), x) end
Cnx.AD.grad(cube, memory: 1000).(2.0) |> Nx.to_number() # => 12.0
Cnx.AD.grad(2.0, cube) |> Nx.to_number() # => 12.0
{y, dy} = Cnx.AD.value_and_grad(2.0, cube, memory: 1000)
{Nx.to_number(y), Nx.to_number(dy)} # => {8.0, 12.0}
Cnx.AD.grad(2.0, cube, memory: 0) # error: (ArgumentError) expected :memory to be a positive number of bytes, got: 0
Cnx.AD.grad(2.0, cube, memry: 1) # error: (ArgumentError) unknown keys [:memry] in [memry: 1], the allowed keys are: [:memory]

# Roots and fixed points by what they depend on: the square root, and x = cos(a x).
square = fn x, a -> Nx.subtract(Nx.multiply(x, x), a) end
solve = fn a -> Nx.as_type(Nx.sqrt(a), :f64) end
near = fn t -> Float.round(Nx.to_number(t), 6) end
a = Nx.tensor(4.0, type: :f64)
Cnx.AD.root(square, solve, a) |> near.() # => 2.0
Nx.Defn.grad(&Cnx.AD.root(square, solve, &1)).(a) |> near.() # => 0.25
Cnx.AD.jvp(&Cnx.AD.root(square, solve, &1), a, 1.0) |> elem(1) |> near.() # => 0.25
Cnx.AD.hessian(&Cnx.AD.root(square, solve, &1, order: 2), a) |> near.() # => -0.03125
third = Nx.Defn.grad(Nx.Defn.grad(Nx.Defn.grad(&Cnx.AD.root(square, solve, &1, order: 3))))
third.(a) |> near.() # => 0.011719

turn = fn x, a -> Nx.cos(Nx.multiply(a, x)) end
settle = fn a -> Enum.reduce(1..60, Nx.tensor(0.7, type: :f64), fn _, x -> turn.(x, a) end) end
x = Cnx.AD.fixed_point(turn, settle, Nx.tensor(1.0, type: :f64))
near.(x) # => 0.739085
s = Nx.sin(x)
want = Nx.divide(Nx.multiply(Nx.negate(x), s), Nx.add(1, s))
Nx.Defn.grad(&Cnx.AD.fixed_point(turn, settle, &1)).(Nx.tensor(1.0, type: :f64)) |> Nx.subtract(want) |> near.() # => 0.0

two = fn x, t -> Nx.stack([Nx.subtract(Nx.multiply(x[0], x[1]), t[0]), Nx.subtract(Nx.add(x[0], x[1]), t[1])]) end
guess = fn _ -> Nx.tensor([2.0, 3.0], type: :f64) end
t = Nx.tensor([6.0, 5.0], type: :f64)
Cnx.AD.jacobian(&Cnx.AD.root(two, guess, &1), t) |> Nx.round() |> Nx.to_list() # => [[1.0, -2.0], [-1.0, 3.0]]
Cnx.AD.root(fn _, _ -> Nx.tensor([1.0]) end, guess, t) # error: (ArgumentError) expected as many equations as unknowns, got shape {1} for unknowns of shape {2}

# Computed again on the way back: the sine's cosine is of a value that was not kept.
deep = fn x -> Nx.sin(Nx.exp(x)) end
count = fn fun, op ->
  {graph, _} = Cnx.Tracing.trace(fn x -> Nx.Defn.grad(x, fun) end, [1.0])
  graph |> Cnx.Graph.text("simplify") |> String.split(" = #{op} ") |> length() |> Kernel.-(1)
end
kept = fn x -> Nx.multiply(deep.(x), x) end
again = fn x -> Nx.multiply(Cnx.AD.checkpoint(deep, x), x) end
{count.(kept, "exp"), count.(again, "exp")} # => {1, 2}
x = Nx.tensor(0.5, type: :f64)
Nx.subtract(Nx.Defn.grad(kept).(x), Nx.Defn.grad(again).(x)) |> near.() # => 0.0
Nx.subtract(Cnx.AD.hessian(kept, x), Cnx.AD.hessian(again, x)) |> near.() # => 0.0
elem(Cnx.AD.jvp(again, x, 1.0), 1) |> Nx.subtract(Nx.Defn.grad(kept).(x)) |> near.() # => 0.0
Cnx.AD.checkpoint(fn {a, b} -> %{sum: Nx.add(a, b), b: b} end, {1, Nx.tensor([2.0], names: [:n])}).sum |> Nx.names() # => [:n]
Cnx.AD.checkpoint(&Nx.exp/1, v) |> Nx.shape() # => {2}

# What is handed from one half to the other may come from a loop.
loops = fn x -> Nx.multiply(Ad.power(x, 3), Nx.sin(x)) end
{y, forward} = Cnx.AD.linearize(loops, 2.0)
{Float.round(Nx.to_number(y), 3), Float.round(Nx.to_number(forward.(1.0)), 3)} # => {14.549, 22.439}
