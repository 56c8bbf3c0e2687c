# Cnx.Docs.Float - what h says about Float.
defmodule Cnx.Docs.Float do
  def text,
    do: ~S"""
    Numbers with fractions, of 64 bits.

    - ceil(number, precision \\ 0): Rounded up to so many digits behind the point.
    - floor(number, precision \\ 0): Rounded down to so many digits.
    - max_finite(): The largest float.
    - min_finite(): The least float.
    - parse(binary): {float at the start of the text, the rest}, or :error.
    - pow(base, exponent): The power as a float.
    - ratio(float): {numerator, denominator} of exactly this float.
    - round(float, precision \\ 0): Rounded to so many digits.
    - to_charlist(float): The shortest text that reads back as this float, as a charlist.
    - to_string(float): The shortest text that reads back as this float.
    """
end
