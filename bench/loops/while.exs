# What a gradient through a loop costs: cnx run [--compiler NAME] bench/loops/while.exs [MEMORY]
# A recurrence of 10^6 steps with a state of 16 bytes and the Lorenz system of 10^4, in f64; MEMORY in
# bytes, 0 for the value alone. Medians of three interleaved runs; the difference is to forward mode.
defmodule Loops do
  import Nx.Defn

  defn recurrence(x, n) do
    {_, x, _} =
      while {i = Nx.tensor(0, type: :s64), x, n}, i < n, do: {i + 1, x + 1.0e-6 * Nx.sin(x), n}

    x
  end

  defn lorenz(p, n) do
    {_, p, _} =
      while {i = Nx.tensor(0, type: :s64), p, n}, i < n do
        {x, y, z} = {p[0], p[1], p[2]}

        {i + 1,
         p + 1.0e-4 * Nx.stack([10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z]), n}
      end

    Nx.sum(p)
  end

  defn recurrence_slope(x, n, opts \\ []),
    do: Cnx.AD.grad(x, &recurrence(&1, n), memory: opts[:memory])

  defn recurrence_change(x, n),
    do: elem(Cnx.AD.jvp(&recurrence(&1, n), x, Nx.tensor(1.0, type: :f64)), 1)

  defn lorenz_slope(p, n, opts \\ []), do: Cnx.AD.grad(p, &lorenz(&1, n), memory: opts[:memory])

  defn lorenz_change(p, n),
    do: elem(Cnx.AD.jvp(&lorenz(&1, n), p, Nx.tensor([1.0, 1.0, 1.0], type: :f64)), 1)
end

memory = System.argv() |> List.first("1000000") |> String.to_integer()
x = Nx.tensor(0.3, type: :f64)
p = Nx.tensor([1.0, 2.0, 20.0], type: :f64)

median = fn times -> Enum.at(Enum.sort(times), div(length(times), 2)) end

for {name, start, n, value, slope, change} <- [
      {"recurrence", x, 1_000_000, &Loops.recurrence/2, &Loops.recurrence_slope/3,
       &Loops.recurrence_change/2},
      {"lorenz", p, 10_000, &Loops.lorenz/2, &Loops.lorenz_slope/3, &Loops.lorenz_change/2}
    ] do
  n = Nx.tensor(n, type: :s64)
  value.(start, Nx.tensor(1, type: :s64))
  if memory > 0, do: slope.(start, Nx.tensor(1, type: :s64), memory: memory)

  {values, slopes} =
    Enum.unzip(
      for _ <- 1..3 do
        {t, _} = :timer.tc(fn -> value.(start, n) end)
        slope = fn -> if memory > 0, do: slope.(start, n, memory: memory) end
        {u, _} = :timer.tc(slope)
        {t / 1.0e6, u / 1.0e6}
      end
    )

  IO.puts("#{name}: value #{median.(values)} s")

  if memory > 0 do
    ratio = median.(Enum.zip_with(values, slopes, fn t, u -> u / t end))
    want = Nx.to_number(change.(start, n))
    got = Nx.to_number(Nx.sum(slope.(start, n, memory: memory)))
    off = abs(got - want) / abs(want)

    IO.puts(
      "#{name}: gradient #{median.(slopes)} s, #{Float.round(ratio, 1)} of the value, off by #{off}"
    )
  end
end
