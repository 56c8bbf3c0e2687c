# ExUnit.AssertionError - an assertion that does not hold, with all that its report shows.
defmodule ExUnit.AssertionError do
  @no_value :ex_unit_no_meaningful_value

  defexception left: @no_value,
               right: @no_value,
               message: @no_value,
               expr: @no_value,
               args: @no_value,
               doctest: @no_value,
               context: :==

  def no_value, do: @no_value
  def message(exception), do: "\n\n" <> ExUnit.Formatter.format_assertion_error(exception)
end
