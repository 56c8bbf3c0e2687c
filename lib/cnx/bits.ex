# Cnx.Bits - bitstring generators of `for`: the function takes a segment off at bit `place` and gives
# {next place, acc}, or nil when none is left. Values for `into: ""` are joined.
defmodule Cnx.Bits do
  def reduce(bits, acc, fun) when is_bitstring(bits), do: reduce(bits, 0, acc, fun)
  def reduce(bits, _acc, _fun), do: :erlang.error({:bad_generator, bits})

  defp reduce(bits, place, acc, fun) do
    case fun.(place, bits, acc) do
      {next, acc} -> reduce(bits, next, acc, fun)
      nil -> acc
    end
  end

  # Binaries at once, as one after the other would copy what is there each time.
  def join(items) do
    if Enum.all?(items, &is_binary/1),
      do: IO.iodata_to_binary(items),
      else: :lists.foldl(&add/2, <<>>, items)
  end

  defp add(x, acc) when is_bitstring(x), do: <<acc::bitstring, x::bitstring>>
  defp add(x, _acc), do: raise(ArgumentError, "argument error: #{inspect(x)}")
end
