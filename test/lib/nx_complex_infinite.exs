# A product begins with its first factor, so that what is not finite stays what multiplying makes of it.
large = Complex.new(:neg_infinity, 2)
of = fn factors -> Nx.product(Nx.tensor(factors, type: :c64)) |> Nx.to_number() end
of.([large]) # => Complex.new(:neg_infinity, 2.0)
of.([large, Complex.new(3, -1)]) == Nx.to_number(Nx.multiply(large, Complex.new(3, -1))) # => true
of.([1, large, 1]) # => Complex.new(:neg_infinity, 2.0)
of.([Complex.new(1, 1), Complex.new(1, -2)]) # => Complex.new(3.0, -1.0)
Nx.to_list(Nx.product(Nx.tensor([[large, 2], [1, Complex.new(0, 1)]]), axes: [0])) # => [Complex.new(:neg_infinity, 2.0), Complex.new(0.0, 2.0)]
Nx.to_list(Nx.window_product(Nx.tensor([1, large, Complex.new(3, -1)]), {2})) == [Complex.new(:neg_infinity, 2.0), of.([large, Complex.new(3, -1)])] # => true
Nx.to_list(Nx.cumulative_product(Nx.tensor([large, 1]))) # => [Complex.new(:neg_infinity, 2.0), Complex.new(:neg_infinity, 2.0)]
of.(List.duplicate(1, 300) ++ [large]) # => Complex.new(:neg_infinity, 2.0)

# Functions of what is not finite are those of C.
at = Complex.new(:infinity, 3)
for f <- [:exp, :tanh, :acosh, :sqrt], do: apply(Nx, f, [at]) |> Nx.to_number() |> Complex.to_string() # => ["-Inf+Infi", "1.0-0.0i", "Inf+0.0i", "Inf+0.0i"]
Nx.pow(at, Complex.new(-2, 4)) |> Nx.to_number() |> Complex.to_string() # => "0.0+0.0i"

# In a text a complex number stands as Complex.to_string/1 writes it.
"#{Complex.new(1.5, -2)} #{Complex.new(:nan, 1)}"  # => "1.5-2.0i NaN+1.0i"
