# Nx: shapes, names and the order of elements.
Nx.shape(Nx.reshape(Nx.iota({6}), {:auto, 2}))           # => {3, 2}
Nx.reshape(Nx.iota({6}), {:auto, 4})                     # error: (ArgumentError) cannot reshape, current shape {6} is not compatible with new shape {1, 4}
Nx.names(Nx.reshape(Nx.iota({4}), Nx.iota({2, 2}, names: [:p, :q]))) # => [:p, :q]
Nx.shape(Nx.flatten(Nx.iota({2, 3, 4}), axes: [1, 2]))   # => {2, 12}
Nx.names(Nx.squeeze(Nx.iota({1, 2, 1}, names: [:a, :b, :c]))) # => [:b]
Nx.shape(Nx.new_axis(Nx.iota({2, 3}), -2))               # => {2, 1, 3}
Nx.to_list(Nx.broadcast(Nx.tensor([1, 2]), {2, 2}, axes: [0])) # => [[1, 1], [2, 2]]
Nx.broadcast(Nx.iota({2}), {2, 3})                       # error: (ArgumentError) cannot broadcast tensor of dimensions {2} to {2, 3} with axes [1]
Nx.names(Nx.transpose(Nx.iota({1, 2}, names: [:a, :b]))) # => [:b, :a]
Nx.to_list(Nx.transpose(Nx.iota({2, 3})))                # => [[0, 3], [1, 4], [2, 5]]
Nx.to_list(Nx.reverse(Nx.iota({2, 2}), axes: [1]))       # => [[1, 0], [3, 2]]
Nx.to_list(Nx.tile(Nx.tensor([[1], [2]]), [2, 1, 2]))    # => [[[1, 1], [2, 2]], [[1, 1], [2, 2]]]
Nx.to_list(Nx.pad(Nx.tensor([1, 2, 3]), 0, [{-1, 1, 1}])) # => [0, 2, 0, 3, 0]
Nx.to_list(Nx.pad_outer(Nx.tensor([1, 2, 3]), :mirror, [{4, 0}])) # => [3, 3, 2, 1, 1, 2, 3]
Nx.to_list(Nx.reflect(Nx.tensor([0, 1, 2]), padding_config: [{3, 1}])) # => [1, 2, 1, 0, 1, 2, 1]
Nx.to_list(Nx.concatenate([Nx.iota({1, 2}), Nx.iota({1, 1})], axis: 1)) # => [[0, 1, 0]]
Nx.concatenate([Nx.iota({2, 2}), Nx.iota({3, 3})])       # error: (ArgumentError) expected all shapes to match {*, 2}, got unmatching shape: {3, 3}
Nx.to_list(Nx.stack([Nx.iota({2}), Nx.iota({2})], axis: -1)) # => [[0, 0], [1, 1]]
Nx.axis_size(Nx.iota({2, 3}, names: [:a, :b]), :b)       # => 3
Nx.byte_size(Nx.iota({3}, type: :u4))                    # => 1
Nx.compatible?({Nx.iota({2}), 1}, {Nx.iota({2}), 2})     # => true
Nx.compatible?(Nx.iota({2}), Nx.iota({2}, type: :u8))    # => false
