# What a call of a compiled definition costs from the language: cnx run --compiler llvm tools/performance/calls.exs
# Prints the nanoseconds of add_scalar, the median of nine runs of 20,000 calls.
defmodule Calls do
  import Nx.Defn
  defn add_scalar(x), do: x + 1
end

x = Nx.tensor(1.0)
for _ <- 1..3, do: Calls.add_scalar(x)

times =
  for _ <- 1..9 do
    {t, _} = :timer.tc(fn -> Enum.each(1..20_000, fn _ -> Calls.add_scalar(x) end) end)
    div(t * 1000, 20_000)
  end

IO.puts(Enum.at(Enum.sort(times), 4))
