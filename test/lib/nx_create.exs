# Nx: tensors made from numbers, lists, shapes and bytes.
Nx.to_list(Nx.tensor([1, 2.5]))                          # => [1.0, 2.5]
Nx.type(Nx.tensor([true, false]))                        # => {:u, 8}
Nx.type(Nx.tensor([true, 2]))                            # => {:s, 32}
Nx.type(Nx.tensor([true, 2.0]))                          # => {:f, 32}
Nx.to_list(Nx.tensor([-1, 256], type: :u8))              # => [255, 0]
Nx.to_list(Nx.tensor([18446744073709551615], type: :u64)) # => [18446744073709551615]
Nx.names(Nx.tensor([[1]], names: [:a, nil]))             # => [:a, nil]
Nx.tensor([])                                            # error: (ArgumentError) invalid value given to Nx.tensor/1, got: []
Nx.tensor([[1], [2, 3]])                                 # error: (ArgumentError) cannot build tensor because lists have different shapes, got {1} at position 0 and {2} at position 2
Nx.tensor([[1, 2], 3])                                   # error: (ArgumentError) invalid value given to Nx.tensor/1, got: 3
Nx.tensor([1 | 2])                                       # error: (ArgumentError) invalid value given to Nx.tensor/1, got: [1 | 2]
Nx.tensor([[1, 2], [3, 0.5]], type: :s8)                 # error: (ArgumentError) construction of binary failed: segment 1 of type 'integer': expected an integer but got: 0.5
Nx.tensor(1, names: [:a])                                # error: (ArgumentError) invalid names for tensor of rank 0, when specifying names every dimension must have a name or be nil
Nx.to_list(Nx.iota({2, 2}, axis: 0))                     # => [[0, 0], [1, 1]]
Nx.to_list(Nx.eye({2, 3}, type: :f32))                   # => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
Nx.to_list(Nx.tri(2, 3, k: -1))                          # => [[0, 0, 0], [1, 0, 0]]
Nx.to_list(Nx.tril(Nx.iota({2, 2, 2})))                  # => [[[0, 0], [2, 3]], [[4, 0], [6, 7]]]
Nx.to_list(Nx.make_diagonal(Nx.tensor([1, 2]), offset: -1)) # => [[0, 0, 0], [1, 0, 0], [0, 2, 0]]
Nx.to_list(Nx.take_diagonal(Nx.iota({2, 3, 3}), offset: 1)) # => [[1, 5], [10, 14]]
Nx.to_list(Nx.linspace(0, 10, n: 3, endpoint: false, type: :f64)) # => [0.0, 3.3333333333333335, 6.666666666666667]
Nx.to_binary(Nx.tensor([1, 2, 3], type: :u4))            # => <<18, 3::4>>
Nx.to_list(Nx.from_binary(<<18>>, :u4))                  # => [1, 2]
Nx.from_binary(<<1::4>>, :u8)                            # error: (ArgumentError) binary does not match the given size
Nx.add(Nx.template({2}, :f32), 1)                        # error: (RuntimeError) cannot perform operations on a Nx.TemplateBackend tensor
Nx.sum(Nx.template({2}, :f32))                           # error: (RuntimeError) cannot perform operations on a Nx.TemplateBackend tensor
