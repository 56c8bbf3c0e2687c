# Integer - what is not written in C.
defmodule Integer do
  # Below this an integer costs no more than its digits.
  @small 0x1000000000000000

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

  defp digits(n, base, acc) when abs(n) < @small,
    do: digits(div(n, base), base, [rem(n, base) | acc])

  # A long integer is cut in two by the power of the base that has about half of its digits.
  defp digits(n, base, acc), do: long_digits(n, base, powers([{base, 1}], abs(n)), acc)

  # Squares of the base with their digits, the longest first, whose square is more than n.
  defp powers([{power, count} | _] = powers, n) do
    square = power * power
    if square > n, do: powers, else: powers([{square, 2 * count} | powers], n)
  end

  defp long_digits(n, base, powers, acc) when abs(n) < @small or powers == [],
    do: digits(n, base, acc)

  defp long_digits(n, base, [{power, _} | powers], acc) when abs(n) < power,
    do: long_digits(n, base, powers, acc)

  defp long_digits(n, base, [{power, count} | powers], acc) do
    acc = all_digits(rem(n, power), base, count, powers, acc)
    long_digits(div(n, power), base, powers, acc)
  end

  # Just `count` digits, zeros in front among them.
  defp all_digits(_n, _base, 0, _powers, acc), do: acc

  defp all_digits(n, base, count, powers, acc) when abs(n) < @small or powers == [],
    do: all_digits(div(n, base), base, count - 1, powers, [rem(n, base) | acc])

  defp all_digits(n, base, count, [{power, half} | powers], acc) do
    acc = all_digits(rem(n, power), base, half, powers, acc)
    all_digits(div(n, power), base, count - half, powers, acc)
  end

  def undigits(digits, base \\ 10)

  def undigits(digits, base) when is_list(digits) and is_integer(base) and base >= 2 do
    check_digits(digits, base)
    join_digits(digits, base)
  end

  defp check_digits([digit | digits], base) when is_integer(digit) do
    if digit >= base, do: raise(ArgumentError, "invalid digit #{digit} in base #{base}")
    check_digits(digits, base)
  end

  defp check_digits([], _base), do: :ok

  # Pairs of digits are digits of the base's square.
  defp join_digits([], _base), do: 0
  defp join_digits([n], _base), do: n

  defp join_digits(digits, base) do
    digits = if rem(length(digits), 2) == 1, do: [0 | digits], else: digits
    join_digits(pairs_joined(digits, base), base * base)
  end

  defp pairs_joined([high, low | rest], base), do: [high * base + low | pairs_joined(rest, base)]
  defp pairs_joined([], _base), do: []

  @deprecated "Use Integer.to_charlist/1 instead"
  def to_char_list(integer), do: Integer.to_charlist(integer)

  @deprecated "Use Integer.to_charlist/2 instead"
  def to_char_list(integer, base), do: Integer.to_charlist(integer, base)
end
