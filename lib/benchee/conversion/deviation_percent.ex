# Benchee.Conversion.DeviationPercent - a deviation as a part of the average.
defmodule Benchee.Conversion.DeviationPercent do
  def format(ratio), do: "±#{:erlang.float_to_binary(ratio * 100.0, decimals: 2)}%"
end
