# Tuple - what is not written in C.
defmodule Tuple do
  def sum(tuple), do: Enum.sum(Tuple.to_list(tuple))
  def product(tuple), do: Enum.product(Tuple.to_list(tuple))
end
