# Nx: sums, extremes, order and products.
t = Nx.tensor([[2, 7, 1], [8, 3, 9]], names: [:x, :y])
Nx.to_list(Nx.sum(t, axes: [:x]))                        # => [10, 10, 10]
Nx.shape(Nx.sum(t, axes: [-1], keep_axes: true))         # => {2, 1}
Nx.sum(t, axes: [0, -2])                                 # error: (ArgumentError) axes [0, -2] must be unique integers between 0 and 1
Nx.sum(t, axis: 0)                                       # error: (ArgumentError) unknown key :axis in [axis: 0], expected one of [:axes, :keep_axes]
Nx.type(Nx.sum(Nx.u8([200, 100])))                       # => {:u, 32}
Nx.to_list(Nx.argmax(t, axis: :y))                       # => [1, 2]
Nx.to_number(Nx.argmin(Nx.tensor([1, 0, 0]), tie_break: :high)) # => 2
Nx.to_list(Nx.argmin(Nx.vectorize(Nx.iota({2, 2, 2}), :v))) # => [0, 0]
Nx.to_number(Nx.mean(t))                                 # => 5.0
Nx.to_list(Nx.weighted_mean(Nx.tensor([[1, 2], [3, 4]]), Nx.tensor([1, 3]), axes: [0])) # => [2.5, 3.5]
Nx.to_list(Nx.median(t, axis: 1))                        # => [2, 8]
Nx.to_list(Nx.mode(Nx.tensor([[1, 2, 2, 1], [5, 5, 7, 7]]), axis: 1)) # => [1, 5]
Nx.to_number(Nx.mode(Nx.tensor([3, 9, 9, 1, 9, 1])))     # => 9
Nx.to_number(Nx.variance(Nx.tensor([1, 3]), ddof: 1))    # => 2.0
Nx.to_list(Nx.covariance(Nx.tensor([[1, 2], [3, 6]])))   # => [[1.0, 2.0], [2.0, 4.0]]
Nx.to_number(Nx.logsumexp(Nx.tensor([:neg_infinity, :neg_infinity]))) # => :neg_infinity
Nx.to_list(Nx.cumulative_sum(Nx.iota({7})))              # => [0, 1, 3, 6, 10, 15, 21]
Nx.to_list(Nx.cumulative_product(Nx.tensor([[1, 2, 3], [4, 5, 6]]), axis: 1, reverse: true)) # => [[6, 6, 3], [120, 30, 6]]
Nx.to_list(Nx.cumulative_max(Nx.vectorize(Nx.tensor([[1, 3, 2], [5, 4, 6]]), :v))) # => [[1, 3, 3], [5, 5, 6]]
Nx.to_list(Nx.diff(Nx.tensor([1, 4, 9]), order: 2))      # => [2]
Nx.to_list(Nx.sort(t, axis: :y, direction: :desc))       # => [[7, 2, 1], [9, 8, 3]]
Nx.to_list(Nx.argsort(Nx.tensor([3, 1, 2])))             # => [1, 2, 0]
elem(Nx.top_k(Nx.tensor([[4, 9, 1]]), k: 2), 0) |> Nx.to_list() # => [[9, 4]]
Nx.sort(t, direction: :up)                               # error: (ArgumentError) unknown value for :direction, expected :asc or :desc, got: :up
Nx.to_number(Nx.all_close(Nx.tensor([1.0, :infinity]), Nx.tensor([1.0000001, :infinity]))) # => 1
Nx.to_list(Nx.dot(t, Nx.tensor([1, 0, 2])))              # => [4, 26]
Nx.to_list(Nx.dot(Nx.iota({2, 1, 2}), [2], [0], Nx.iota({2, 2}), [1], [0])) # => [[1], [13]]
Nx.dot(Nx.iota({2, 3}), Nx.iota({2, 3}))                 # error: (ArgumentError) dot/zip expects shapes to be compatible, dimension 1 of left-side (3) does not equal dimension 0 of right-side (2)
Nx.to_list(Nx.outer(Nx.tensor([1, 2]), Nx.tensor([3, 4]))) # => [[3, 4], [6, 8]]
