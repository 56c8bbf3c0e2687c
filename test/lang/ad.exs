# Cnx.AD: derivatives forward and in reverse, of numbers, tensors and containers.
defmodule Ad do
  import Nx.Defn
  defn wave(x), do: Nx.sin(x) * x
  defn norm(x), do: Nx.sum(x * x)
  defn pair({a, b}), do: %{sum: a + b, product: a * b}
  defn power(x, n) do
    {_, y} =
      while {i = 0, y = x}, i < n do
        {i + 1, y * x}
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
elem(Cnx.AD.vjp(&Ad.norm/1, x), 1).(x) # error: (ArgumentError) expected the cotangent of f32 to have its shape, got f32[3]
Cnx.AD.jacobian(fn x -> {x, x} end, x) # error: (ArgumentError) expected a function from one tensor to one tensor, neither of them vectorized
Cnx.AD.jacobian(&Ad.norm/1, v) # error: (ArgumentError) expected a function from one tensor to one tensor, neither of them vectorized
