# Benchee.Conversion.Format - numbers with their units: whole ones as such, small ones with more digits.
defmodule Benchee.Conversion.Format do
  alias Benchee.Conversion.Unit

  def format({value, %Unit{label: label}}) do
    text = :erlang.float_to_binary(value / 1, decimals: digits(value))
    if label in [nil, ""], do: text, else: text <> " " <> label
  end

  # In the unit that the value has of the module's.
  def format(value, module), do: module.format(value)

  defp digits(value) when trunc(value) == value, do: 0
  defp digits(value) when value < 0.01, do: 5
  defp digits(value) when value < 0.1, do: 4
  defp digits(value) when value < 0.2, do: 3
  defp digits(_value), do: 2
end
