# Gradients through loops.
defmodule Loops do
  import Nx.Defn

  defn times(x, n) do
    {_, y, _, _} =
      while {i = 0, y = 1.0 + x * 0, x, n}, i < n do
        {i + 1, y * x, x, n}
      end

    y
  end

  defn dtimes(x, n), do: grad(x, &times(&1, n))
  defn ddtimes(x, n), do: grad(x, &dtimes(&1, n))
  defn cube(x) do
    {y, _} = while {y = x, x}, _i <- 1..2, do: {y * x, x}
    y
  end

  defn d4cube(x), do: grad(x, fn x -> grad(x, fn x -> grad(x, fn x -> grad(x, &cube/1) end) end) end)

  # the number of steps depends on what is differentiated by
  defn newton(a) do
    {y, _} =
      while {y = a, a}, Nx.abs(y * y - a) > 1.0e-13 do
        {(y + a / y) / 2, a}
      end

    y
  end

  defn dnewton(a), do: grad(a, &newton/1)

  defn rows(m) do
    while acc = 1.0 + m[0][0] * 0, row <- m do
      Nx.sin(acc * Nx.sum(row)) + row[0]
    end
  end

  defn drows(m), do: grad(m, &rows/1)

  defn inner(x, n) do
    {y, _, _, _} =
      while {y = x, i = 0, x, n}, i < n do
        {z, _, _} =
          while {z = y, j = 0, i}, j < i do
            {z * 0.5, j + 1, i}
          end

        {z + if(Nx.remainder(i, 2) == 0, do: x, else: y), i + 1, x, n}
      end

    y
  end

  defn dinner(x, n), do: grad(x, &inner(&1, n))

  # a loop of whole numbers that a float comes from
  defn counted(n), do: while(x = Nx.as_type(n, :s64), x < 100, do: x * 3)
  defn dcounted(n), do: grad(n, &counted/1)
  defn halved(n), do: grad(n, fn n -> while(n, n > 10, do: Nx.quotient(n, 2)) end)

  defn both(a, b) do
    grad({a, b}, fn {a, b} ->
      {a, b, _} =
        while {a, b, k = 0}, k < 5 do
          {b * 1.5, a + b, k + 1}
        end

      a * b
    end)
  end

  defn wave(x, n) do
    {_, x, _} =
      while {i = 0, x, n}, i < n do
        {i + 1, x + 0.001 * Nx.cos(0.01 * i) * Nx.sin(x), n}
      end

    x
  end

  defn dwave(x, n), do: grad(x, &wave(&1, n))
end

number = &Nx.to_number/1
number.(Loops.dtimes(3.0, 0)) # => 0.0
number.(Loops.dtimes(3.0, 1)) # => 1.0
number.(Loops.dtimes(3.0, 4)) # => 108.0
number.(Loops.ddtimes(3.0, 4)) # => 108.0
number.(Loops.d4cube(2.0)) # => 0.0
number.(Loops.dtimes(3, 2)) # => 6.0
Nx.type(Loops.dtimes(Nx.f64(3), 2)) # => {:f, 64}
Float.round(number.(Loops.dtimes(Nx.f64(1.00001), 10_000)), 6) # => 11051.593139
Float.round(number.(Loops.dnewton(Nx.f64(2.0))), 9) # => 0.353553391
Nx.to_list(Nx.multiply(Loops.drows(Nx.tensor([[0.0, 0.0], [0.5, 0.0]])), 2)) # => [[2.0, 1.0], [2.0, 0.0]]
Enum.map(0..4, &number.(Loops.dinner(1.0, &1))) # => [1.0, 2.0, 3.0, 1.75, 1.96875]
Nx.to_list(Loops.drows(Nx.f64([[1.0, 2.0]]))) |> List.flatten() |> Enum.map(&Float.round(&1, 6)) # => [0.010008, -0.989992]
number.(Loops.dcounted(5.0)) # => 27.0
try do Loops.halved(40) rescue e in ArgumentError -> hd(String.split(e.message, "\n")) end # => "cannot compute gradient for Nx.quotient/2."
{da, db} = Loops.both(2.0, 1.0)
{number.(da), number.(db)} # => {358.59375, 664.875}
# forward mode takes another way through the loop
x = Nx.f64(0.7)
difference = fn n -> number.(Loops.dwave(x, n)) - number.(elem(Cnx.AD.jvp(&Loops.wave(&1, n), x, Nx.f64(1.0)), 1)) end
Enum.all?([0, 1, 2, 7, 100, 1500, 5000], &(abs(difference.(&1)) < 1.0e-9)) # => true

# Long loops: reverse mode is forward mode to 1e-9, in little memory and in much.
defmodule LongLoops do
  import Nx.Defn

  defn recurrence(x, n) do
    {_, x, _} = while {i = Nx.tensor(0, type: :s64), x, n}, i < n, do: {i + 1, x + 1.0e-4 * Nx.sin(x), n}
    x
  end

  defn lorenz(p, n) do
    {_, p, _} =
      while {i = Nx.tensor(0, type: :s64), p, n}, i < n do
        {x, y, z} = {p[0], p[1], p[2]}
        {i + 1, p + 1.0e-3 * Nx.stack([10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z]), n}
      end

    Nx.sum(p)
  end

  def off(fun, x, n, memory) do
    n = Nx.tensor(n, type: :s64)
    slope = Nx.to_number(Nx.sum(Cnx.AD.grad(x, &fun.(&1, n), memory: memory)))
    {_, change} = Cnx.AD.jvp(&fun.(&1, n), x, Nx.broadcast(Nx.tensor(1.0, type: :f64), x.shape))
    abs(slope - Nx.to_number(change)) / abs(Nx.to_number(change))
  end
end

long = fn fun, x, n -> Enum.map([1_000, 1_000_000, 1_000_000_000], &(LongLoops.off(fun, x, n, &1) < 1.0e-9)) end
long.(&LongLoops.recurrence/2, Nx.tensor(0.3, type: :f64), 10_000) # => [true, true, true]
long.(&LongLoops.lorenz/2, Nx.tensor([1.0, 2.0, 20.0], type: :f64), 1_000) # => [true, true, true]
