# Softmax of a million random numbers, in single and in double precision.
#
#     cnx run examples/softmax.exs

defmodule Softmax do
  import Nx.Defn

  defn softmax(n), do: Nx.exp(n) / Nx.sum(Nx.exp(n))
end

count = 1_000_000

for type <- [:f32, :f64] do
  {numbers, _key} = Nx.Random.normal(Nx.Random.key(1), shape: {count}, type: type)
  # The first call compiles.
  Softmax.softmax(numbers)
  {microseconds, shares} = :timer.tc(fn -> Softmax.softmax(numbers) end)

  # Shares add up to 1 but for rounding: theirs and the sum's.
  sum = shares |> Nx.as_type(:f64) |> Nx.sum() |> Nx.to_number()
  tolerance = if type == :f32, do: 1.0e-6, else: 1.0e-12
  if abs(sum - 1) > tolerance, do: raise("the shares add up to #{sum}, not to 1")

  milliseconds = :erlang.float_to_binary(microseconds / 1000, decimals: 2)
  IO.puts("softmax of #{count} #{type} numbers: #{milliseconds} ms, sum #{sum}")
end
