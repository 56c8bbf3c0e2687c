# Cnx.Docs.Complex - what h says about Complex.
defmodule Cnx.Docs.Complex do
  def text,
    do: ~S"""
    Complex numbers.

    - new(real, imaginary \\ 0.0): A complex number.
    - from_polar(length, angle): The one at this angle.
    - add(left, right): The sum.
    - subtract(left, right): The difference.
    - multiply(left, right): The product.
    - divide(left, right): The quotient.
    - power(left, right): left to the power of right.
    - is_complex(value): Whether it is one.
    - abs(z): The length.
    - negate(z): The negative.
    - conjugate(z): With the other sign of the imaginary part.
    - real(z): The real part.
    - imag(z): The imaginary part.
    - phase(z): The angle.
    - exp(z): e to that power.
    - log(z): The natural logarithm.
    - sqrt(z): The root whose real part is not negative.
    - sin(z): The sine.
    - cos(z): The cosine.
    - tan(z): The tangent.
    - to_polar(z): {length, angle}.
    - to_string(z): The text, as 1.0-2.0i.
    """
end
