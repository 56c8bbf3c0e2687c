# Cnx.Docs.Integer - what h says about Integer.
defmodule Cnx.Docs.Integer do
  def text,
    do: ~S"""
    Whole numbers of any size.

    - ceil_div(dividend, divisor): The quotient rounded up.
    - digits(integer, base \\ 10): The digits as a list.
    - extended_gcd(a, b): {g, x, y} with g the greatest common divisor and x * a + y * b = g.
    - floor_div(dividend, divisor): The quotient rounded down.
    - gcd(integer1, integer2): The greatest common divisor.
    - macro is_even(integer): Whether the number is even; a guard.
    - macro is_odd(integer): Whether the number is odd; a guard.
    - mod(dividend, divisor): The remainder with the sign of the divisor.
    - parse(binary, base \\ 10): {number at the start of the text, the rest}, or :error.
    - pow(base, exponent): The power with an integer exponent of at least 0.
    - to_charlist(integer, base \\ 10): The digits as a charlist.
    - to_string(integer, base \\ 10): The digits as a string.
    - undigits(digits, base \\ 10): The number with these digits.
    """
end
