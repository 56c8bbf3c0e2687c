# Nx: parts of tensors and elements by their places.
t = Nx.iota({3, 4}, names: [:x, :y])
Nx.to_list(t[1])                                         # => [4, 5, 6, 7]
Nx.to_number(t[-1][-1])                                  # => 11
Nx.to_list(t[[0..1, 2]])                                 # => [2, 6]
Nx.to_list(t[[.., 1..-1//2]])                            # => [[1, 3], [5, 7], [9, 11]]
Nx.to_list(t[y: 1])                                      # => [1, 5, 9]
Nx.to_list(t[Nx.tensor([2, 0])])                         # => [[8, 9, 10, 11], [0, 1, 2, 3]]
Nx.to_number(t[[Nx.tensor(9), 0]])                       # => 8
Nx.to_list(Nx.vectorize(t, :x)[Nx.vectorize(Nx.tensor([3, 2, 1]), :x)]) # => [3, 6, 9]
t[3]                                                     # error: (ArgumentError) index 3 is out of bounds for axis 0 in shape {3, 4}
t[2..1//1]                                               # error: (ArgumentError) slicing a tensor requires a non-empty range, got: 2..1//1
t[z: 1]                                                  # error: (ArgumentError) tensor does not have name :z. The tensor names are: [:x, :y]
Nx.to_list(Nx.slice(Nx.iota({9}), [7], [5], strides: [2])) # => [4, 6, 8]
Nx.to_list(Nx.slice(Nx.iota({9}), [Nx.tensor(7)], [5], strides: [2])) # => [4, 6, 8]
Nx.slice(Nx.iota({9}), [0], [0])                         # error: (ArgumentError) length at axis 0 must be greater than or equal to 1, got: 0
Nx.to_list(Nx.put_slice(Nx.iota({4}), [9], Nx.tensor([7, 8]))) # => [0, 1, 7, 8]
elem(Nx.split(Nx.iota({5}), 0.5), 1) |> Nx.to_list()     # => [3, 4]
Nx.to_list(Nx.take(Nx.iota({2, 3}), Nx.tensor([[0], [2]]), axis: 1)) # => [[[0], [2]], [[3], [5]]]
Nx.to_list(Nx.take(Nx.vectorize(Nx.iota({2, 3}), :v), Nx.vectorize(Nx.tensor([[2], [0]]), :v))) # => [[2], [3]]
Nx.to_list(Nx.take_along_axis(Nx.tensor([[1, 2], [3, 4]]), Nx.tensor([[1], [0]]), axis: 1)) # => [[2], [3]]
Nx.to_list(Nx.gather(Nx.iota({2, 3}), Nx.tensor([[1], [2]]), axes: [1])) # => [[1, 4], [2, 5]]
Nx.gather(Nx.iota({2, 3}), Nx.tensor([[0, 3]]))          # error: (ArgumentError) index 3 is out of bounds for axis 1 in shape {2, 3}
Nx.to_list(Nx.indexed_add(Nx.iota({3}), Nx.tensor([[0], [0]]), Nx.tensor([1, 2]))) # => [3, 1, 2]
Nx.to_list(Nx.indexed_put(Nx.vectorize(Nx.iota({2, 2}), :v), Nx.tensor([[1]]), Nx.vectorize(Nx.tensor([[8], [9]]), :v))) # => [[0, 8], [2, 9]]
Nx.to_list(Nx.put_diagonal(Nx.iota({2, 2}), Nx.tensor([8, 9]))) # => [[8, 1], [2, 9]]
