# Nx: vectorized axes.
v = Nx.vectorize(Nx.iota({2, 3}), :a)
w = Nx.vectorize(Nx.tensor([10, 20, 30, 40]), :b)
Nx.shape(v)                                              # => {3}
v.vectorized_axes                                        # => [a: 2]
Nx.flat_size(v)                                          # => 6
Nx.add(v, w).vectorized_axes                             # => [a: 2, b: 4]
Nx.add(w, v).vectorized_axes                             # => [b: 4, a: 2]
Nx.to_list(Nx.sum(Nx.add(v, w)))                         # => [[33, 63, 93, 123], [42, 72, 102, 132]]
Nx.to_list(Nx.subtract(Nx.add(v, w), Nx.add(w, v)))      # => [[[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]]
Nx.to_list(Nx.sum(v))                                    # => [3, 12]
Nx.to_list(Nx.dot(v, v))                                 # => [5, 50]
Nx.names(Nx.devectorize(v))                              # => [:a, nil]
Nx.names(Nx.devectorize(v, keep_names: false))           # => [nil, nil]
Nx.vectorize(v, :a)                                      # error: (ArgumentError) cannot use name :a for new vectorized axes because there's already a vectorized axis with the same name
Nx.add(v, Nx.vectorize(Nx.iota({3}), :a))                # error: (ArgumentError) expected vectorized axis :a to have the same size in both tensors or to one of them to have size 1, got 3 and 2
Enum.map(Nx.broadcast_vectors([v, w]), &Nx.flat_size/1)  # => [24, 8]
Enum.map(Nx.reshape_vectors([v, w]), & &1.vectorized_axes) # => [[a: 2, b: 1], [a: 1, b: 4]]
Nx.to_list(Nx.concatenate([v, v]))                       # => [[0, 1, 2, 0, 1, 2], [3, 4, 5, 3, 4, 5]]
Nx.to_list(Nx.revectorize(v, [c: 3], target_shape: {2})) # => [[0, 1], [2, 3], [4, 5]]
Nx.to_list(Nx.select(Nx.vectorize(Nx.tensor([1, 0]), :a), v, 0)) # => [[0, 1, 2], [0, 0, 0]]
Nx.to_list(Nx.reverse(v))                                # => [[2, 1, 0], [5, 4, 3]]
Nx.to_list(Nx.broadcast(Nx.vectorize(Nx.tensor([1, 2]), :a), {2})) # => [[1, 1], [2, 2]]
