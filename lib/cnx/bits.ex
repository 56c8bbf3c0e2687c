# Cnx.Bits - bitstring generators of `for`: the function takes a segment off at bit `place` and gives
# {next place, acc}, or nil when none is left.
defmodule Cnx.Bits do
  def reduce(bits, acc, fun) when is_bitstring(bits), do: reduce(bits, 0, acc, fun)
  def reduce(bits, _acc, _fun), do: :erlang.error({:bad_generator, bits})

  defp reduce(bits, place, acc, fun) do
    case fun.(place, bits, acc) do
      {next, acc} -> reduce(bits, next, acc, fun)
      nil -> acc
    end
  end
end
