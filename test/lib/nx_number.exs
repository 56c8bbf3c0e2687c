# Nx: which type numbers take beside tensors, and names of results.
Nx.type(Nx.add(Nx.u8(1), 1))                             # => {:u, 8}
Nx.type(Nx.add(Nx.u8(1), -1))                            # => {:s, 16}
Nx.type(Nx.add(Nx.u8(1), 1.5))                           # => {:f, 32}
Nx.type(Nx.add(Nx.bf16(1), 1.5))                         # => {:bf, 16}
Nx.type(Nx.add(1, 2.0))                                  # => {:f, 32}
Nx.type(Nx.select(Nx.f64([1, 0]), 1, 2))                 # => {:s, 32}
Nx.type(Nx.select(1, Nx.u8(1), 300))                     # => {:s, 32}
Nx.to_number(Nx.add(Nx.f64(0.1), 0.1))                   # => 0.20000000149011612
Nx.to_number(Nx.equal(Nx.f64(0.1), 0.1))                 # => 0
Nx.to_number(Nx.equal(Nx.f64(0.5), 0.5))                 # => 1
Nx.to_number(Nx.as_type(3.7, :f64))                      # => 3.7
Nx.names(Nx.add(Nx.iota({2, 1}, names: [:a, nil]), Nx.iota({3}, names: [:b]))) # => [:a, :b]
Nx.add(Nx.iota({2}, names: [:a]), Nx.iota({2}, names: [:b])) # error: (ArgumentError) cannot merge name :a on axis 0 with name :b on axis 0
Nx.exp("a")                                              # error: (FunctionClauseError) no function clause matching in Nx.apply_vectorized/2
Nx.add([1], 2)                                           # error: (Protocol.UndefinedError) protocol Nx.LazyContainer not implemented for [1] of type List, lists are not valid tensors (and therefore not supported as defn inputs). However, you can convert them to tensors using Nx.tensor/1
Nx.clip(Nx.tensor([1, 5, 9]), 2.5, 6) |> Nx.to_list()    # => [2.5, 5.0, 6.0]
Nx.log(8, 1)                                             # error: (ArgumentError) expected base to be greater than 0 and different than 1, got: 1
Nx.to_number(Nx.log2(8))                                 # => 3.0
Nx.to_list(Nx.fill(Nx.iota({2}), 7))                     # => [7, 7]
Nx.to_number(Nx.phase(Complex.new(0, 2)))                # => 1.5707963705062866
Nx.to_number(Nx.complex(1, -2))                          # => %Complex{re: 1.0, im: -2.0}
