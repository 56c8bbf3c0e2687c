# Nx.Defn.Composite.compatible?: of two tensors it is what the function says, of containers whether it
# says yes of each pair.
alias Nx.Defn.Composite

Composite.compatible?(2, Nx.tensor(3), &Nx.add/2) # => Nx.tensor(5)
Composite.compatible?(2, Complex.new(0, 2), &Nx.add/2) # => Nx.tensor(Complex.new(2, 2))
Composite.compatible?({2, %{a: 1}}, {3, %{a: 1}}, &Nx.add/2) # => true
Composite.compatible?({2}, {3}, fn _, _ -> nil end) # => false
Composite.compatible?(1, {1}, fn _, _ -> true end) # => false
Composite.compatible?({1}, {1, 2}, fn _, _ -> true end) # => false
