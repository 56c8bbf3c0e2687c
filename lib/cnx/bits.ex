# Cnx.Bits - bitstring generators of `for`: the function takes a segment off and gives {rest, acc},
# or nil when none is left.
defmodule Cnx.Bits do
  def reduce(bits, acc, fun) do
    case fun.(bits, acc) do
      {rest, acc} -> reduce(rest, acc, fun)
      nil -> acc
    end
  end
end
