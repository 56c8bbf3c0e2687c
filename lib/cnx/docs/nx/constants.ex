# Cnx.Docs.Nx.Constants - what h says about Nx.Constants.
defmodule Cnx.Docs.Nx.Constants do
  def text,
    do: ~S"""
    Numbers with names, as tensors without axes. Without a type, they take that of what is around.

    - e(): Euler's number.
    - e(type, opts \\ []): Euler's number, of a type.
    - epsilon(type, opts \\ []): The distance from 1 to the next number of the type.
    - euler_gamma(): Euler's constant, 0.5772...
    - euler_gamma(type, opts \\ []): Euler's constant, 0.5772.., of a type.
    - i(): The imaginary unit.
    - i(type, opts \\ []): The imaginary unit, of a type.
    - infinity(): Infinity.
    - infinity(type, opts \\ []): Infinity, of a type.
    - max(type, opts \\ []): The largest value, infinity for floats.
    - max_finite(type, opts \\ []): The largest finite number.
    - min(type, opts \\ []): The least value, minus infinity for floats.
    - min_finite(type, opts \\ []): The least finite number.
    - nan(): Not a number.
    - nan(type, opts \\ []): Not a number, of a type.
    - neg_infinity(): Minus infinity.
    - neg_infinity(type, opts \\ []): Minus infinity, of a type.
    - pi(): The circle's number.
    - pi(type, opts \\ []): The circle's number, of a type.
    - smallest_positive_normal(type, opts \\ []): The smallest positive number with full precision.
    """
end
