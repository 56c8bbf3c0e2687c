# On their branch cuts the derivatives of complex arc functions are those of the side on which the
# functions are: the slope along the cut says which. The sign of a zero is the side.
agree = fn fun, re, im, along ->
  h = 1.0e-5
  {u, v} = if along == :real, do: {h, 0}, else: {0, h}
  part = fn x, d -> Nx.tensor(if(d == 0, do: x, else: x + d), type: :f64) end
  at = fn sign -> fun.(Nx.complex(part.(re, sign * u), part.(im, sign * v))) end
  slope = Nx.divide(Nx.subtract(at.(1), at.(-1)), Nx.tensor(Complex.new(2 * u, 2 * v), type: :c128))
  gradient = Nx.Defn.grad(Nx.complex(part.(re, 0), part.(im, 0)), fun)
  Nx.to_number(Nx.abs(Nx.subtract(gradient, slope))) < 1.0e-7
end

for f <- [&Nx.asin/1, &Nx.acos/1, &Nx.acosh/1, &Nx.atanh/1], re <- [2.0, -2.0, 1.5, -3.0], im <- [0.0, -0.0], do: agree.(f, re, im, :real) # => List.duplicate(true, 32)
for f <- [&Nx.asinh/1, &Nx.atan/1], re <- [0.0, -0.0], im <- [2.0, -2.0, 1.5, -3.0], do: agree.(f, re, im, :imaginary) # => List.duplicate(true, 16)
# Off the cuts, too.
for f <- [&Nx.asin/1, &Nx.acos/1, &Nx.acosh/1, &Nx.asinh/1], re <- [0.4, -1.7], im <- [0.3, -0.9], do: agree.(f, re, im, :real) # => List.duplicate(true, 16)
