# Nx.LinAlg: norms, powers and the adjoint.
m = Nx.tensor([[3, 0], [0, 4]])
Nx.to_number(Nx.LinAlg.norm(m))                          # => 5.0
Nx.to_number(Nx.LinAlg.norm(m, ord: :inf))               # => 4.0
Nx.to_number(Nx.LinAlg.norm(Nx.tensor([0, 0])))          # => 0.0
Nx.to_list(Nx.LinAlg.norm(m, axes: [0]))                 # => [3.0, 4.0]
Nx.LinAlg.norm(m, ord: 3)                                # error: (ArgumentError) invalid :ord for 2-D tensor, got: 3
Nx.to_list(Nx.LinAlg.matrix_power(Nx.tensor([[1, 1], [1, 0]]), 7)) # => [[21, 13], [13, 8]]
Nx.to_list(Nx.LinAlg.adjoint(Nx.tensor([[Complex.new(1, 2)]]))) # => [[%Complex{re: 1.0, im: -2.0}]]
