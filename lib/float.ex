# Float - what is not written in C.
defmodule Float do
  def pow(base, exponent) when is_float(base) and is_number(exponent),
    do: :math.pow(base, exponent)

  def max_finite, do: 1.7976931348623157e308
  def min_finite, do: -1.7976931348623157e308
end
