# Complex - numbers with a real and an imaginary part; parts are floats or :nan, :infinity and
# :neg_infinity.
defmodule Complex do
  defstruct re: 0.0, im: 0.0

  def new(re, im \\ 0), do: %Complex{re: part(re), im: part(im)}

  defp part(x) when is_number(x), do: x * 1.0
  defp part(x) when x in [:nan, :infinity, :neg_infinity], do: x

  def real(%Complex{re: re}), do: re
  def real(x) when is_number(x), do: x * 1.0
  def imag(%Complex{im: im}), do: im
  def imag(x) when is_number(x), do: 0.0

  def conjugate(%Complex{re: re, im: im}), do: new(re, negated(im))
  def conjugate(x) when is_number(x), do: new(x, -0.0)

  defp negated(:infinity), do: :neg_infinity
  defp negated(:neg_infinity), do: :infinity
  defp negated(:nan), do: :nan
  defp negated(x), do: -x

  def to_string(%Complex{re: re, im: im}) do
    text = digits(im)
    sign = if String.starts_with?(text, "-"), do: "", else: "+"
    digits(re) <> sign <> text <> "i"
  end

  def to_string(x) when is_number(x), do: Kernel.to_string(x)

  defimpl String.Chars do
    def to_string(number), do: Complex.to_string(number)
  end

  defp digits(:nan), do: "NaN"
  defp digits(:infinity), do: "Inf"
  defp digits(:neg_infinity), do: "-Inf"
  defp digits(x), do: Kernel.to_string(x)

  # The rest goes through c128 tensors, which know every special case.
  def add(x, y), do: number(Nx.add(tensor(x), tensor(y)))
  def subtract(x, y), do: number(Nx.subtract(tensor(x), tensor(y)))
  def multiply(x, y), do: number(Nx.multiply(tensor(x), tensor(y)))
  def divide(x, y), do: number(Nx.divide(tensor(x), tensor(y)))
  def power(x, y), do: number(Nx.pow(tensor(x), tensor(y)))
  def negate(x), do: number(Nx.negate(tensor(x)))
  def abs(x), do: number(Nx.abs(tensor(x)))
  def phase(x), do: number(Nx.phase(tensor(x)))
  def exp(x), do: number(Nx.exp(tensor(x)))
  def log(x), do: number(Nx.log(tensor(x)))
  def sqrt(x), do: number(Nx.sqrt(tensor(x)))
  def cos(x), do: number(Nx.cos(tensor(x)))
  def sin(x), do: number(Nx.sin(tensor(x)))
  def tan(x), do: number(Nx.tan(tensor(x)))

  def from_polar(radius, angle), do: new(radius * :math.cos(angle), radius * :math.sin(angle))
  def to_polar(x), do: {Complex.abs(x), phase(x)}
  def is_complex(%Complex{}), do: true
  def is_complex(_), do: false

  defp tensor(%Complex{} = x), do: Nx.tensor(x, type: {:c, 128})
  defp tensor(x), do: Nx.tensor(x, type: {:f, 64})
  defp number(tensor), do: Nx.to_number(tensor)
end
