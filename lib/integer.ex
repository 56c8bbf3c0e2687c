# Integer - what is not written in C.
defmodule Integer do
  defguard is_odd(integer) when is_integer(integer) and rem(integer, 2) != 0
  defguard is_even(integer) when is_integer(integer) and rem(integer, 2) == 0

  def pow(base, exponent) when is_integer(base) and is_integer(exponent) do
    if exponent < 0, do: raise(ArithmeticError, message: "bad argument in arithmetic expression")
    base ** exponent
  end

  def mod(dividend, divisor) do
    rest = rem(dividend, divisor)
    if rest != 0 and rest < 0 != divisor < 0, do: rest + divisor, else: rest
  end

  def floor_div(dividend, divisor) do
    quotient = div(dividend, divisor)

    if rem(dividend, divisor) != 0 and dividend < 0 != divisor < 0,
      do: quotient - 1,
      else: quotient
  end

  def ceil_div(dividend, divisor), do: -floor_div(-dividend, divisor)

  def extended_gcd(0, 0), do: {0, 0, 0}
  def extended_gcd(0, b) when is_integer(b), do: {b, 0, 1}
  def extended_gcd(a, 0) when is_integer(a), do: {a, 1, 0}

  def extended_gcd(a, b) when is_integer(a) and is_integer(b) do
    case euclid(a, b, 1, 0, 0, 1) do
      {gcd, x, y} when gcd < 0 -> {-gcd, -x, -y}
      result -> result
    end
  end

  defp euclid(a, 0, x, _, y, _), do: {a, x, y}

  defp euclid(a, b, x, next_x, y, next_y) do
    quotient = div(a, b)
    euclid(b, rem(a, b), next_x, x - quotient * next_x, next_y, y - quotient * next_y)
  end

  def digits(n, base \\ 10)

  def digits(n, base) when is_integer(n) and is_integer(base) and base >= 2,
    do: digits(n, base, [])

  defp digits(n, base, acc) when abs(n) < base, do: [n | acc]
  defp digits(n, base, acc), do: digits(div(n, base), base, [rem(n, base) | acc])

  def undigits(digits, base \\ 10)

  def undigits(digits, base) when is_list(digits) and is_integer(base) and base >= 2 do
    Enum.reduce(digits, 0, fn digit, acc ->
      if digit >= base, do: raise(ArgumentError, "invalid digit #{digit} in base #{base}")
      acc * base + digit
    end)
  end

  @deprecated "Use Integer.to_charlist/1 instead"
  def to_char_list(integer), do: Integer.to_charlist(integer)

  @deprecated "Use Integer.to_charlist/2 instead"
  def to_char_list(integer, base), do: Integer.to_charlist(integer, base)
end
