# Nx: windows that move over a tensor.
t = Nx.tensor([[1, 4, 2, 7], [3, 0, 5, 6], [9, 8, 1, 2]], names: [:r, :c])
Nx.to_list(Nx.window_sum(t, {3, 1}))                     # => [[13, 12, 8, 15]]
Nx.names(Nx.window_max(t, {2, 2}, strides: [1, 2]))      # => [:r, :c]
Nx.to_list(Nx.window_max(t, {2, 2}, strides: [1, 2]))    # => [[4, 7], [9, 6]]
Nx.to_list(Nx.window_min(t, {1, 2}, window_dilations: [1, 3])) # => [[1], [3], [2]]
Nx.to_list(Nx.window_product(t, {2, 1}, padding: [{0, -1}, {-2, 0}])) # => [[10, 42]]
Nx.to_list(Nx.window_mean(Nx.tensor([1, 2, 6]), {2}))    # => [1.5, 4.0]
Nx.type(Nx.window_sum(Nx.u8([1, 2]), {2}))               # => {:u, 8}
Nx.to_list(Nx.window_sum(Nx.iota({3}), {3}, padding: :same)) # => [1, 3, 3]
Nx.to_list(Nx.window_min(Nx.vectorize(Nx.iota({2, 3}), :v), {2}).shape |> Tuple.to_list() |> Nx.tensor()) # => [2]
Nx.to_number(Nx.window_sum(5, {}))                       # => 5
Nx.window_sum(t, {2, 2}, padding: [1, 1])                # error: (ArgumentError) padding must be a list of {high, low} tuples, where each element is an integer. Got: [1, 1]
Nx.window_min(Nx.c64([1]), {1})                          # error: (ArgumentError) Nx.window_min/3 does not support complex inputs

# A window that sees padding alone gives its source to nobody.
Nx.to_list(Nx.window_scatter_max(Nx.tensor([1, 2]), Nx.tensor([5, 6, 7, 8]), 0, {2}, padding: [{2, 1}])) # => [6, 15]
v = Nx.vectorize(Nx.tensor([[1, 3, 2], [9, 8, 7]]), :v)
Nx.to_list(Nx.window_scatter_max(v, Nx.tensor([10, 20]), 0, {2})) # => [[0, 30, 0], [10, 20, 0]]
Nx.to_list(Nx.window_scatter_min(v, Nx.tensor([10, 20]), 1, {2})) # => [[11, 1, 21], [1, 11, 21]]
Nx.to_list(Nx.Defn.grad(Nx.tensor([1.0, 2.0]), fn s -> Nx.sum(Nx.window_scatter_max(Nx.tensor([3, 1, 2]), s, 0, {2}) |> Nx.multiply(Nx.tensor([5, 6, 7]))) end)) # => [5.0, 7.0]

# Gradients: sums give to all they saw, extremes to the last of equals.
Nx.to_list(Nx.Defn.grad(Nx.iota({4}, type: :f32), fn x -> Nx.sum(Nx.window_sum(x, {2}, strides: [2])) end)) # => [1.0, 1.0, 1.0, 1.0]
Nx.to_list(Nx.Defn.grad(Nx.tensor([1.0, 1.0, 0.0]), fn x -> Nx.sum(Nx.window_max(x, {2}, window_dilations: 2)) end)) # => [1.0, 0.0, 0.0]
Nx.to_list(Nx.Defn.grad(Nx.tensor([2.0, 2.0, 1.0]), fn x -> Nx.sum(Nx.pow(Nx.window_min(x, {2}), 2)) end)) # => [0.0, 4.0, 2.0]
