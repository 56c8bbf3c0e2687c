# Nx.Shape: what operations would give for shapes and names, and what they refuse.
alias Nx.Shape

Shape.to_string({4, 2}, [:rows, nil]) # => "[rows: 4][2]"
Shape.to_algebra({4}, [:rows], "<", ">") |> Inspect.Algebra.format(80) |> IO.iodata_to_binary() # => "<rows: 4>"
{Shape.find_name!([:a, :b], :b), Shape.merge_names!([:a, nil], [nil, :b])} # => {1, [:a, :b]}
Shape.find_name!([:a], :z) # error: (ArgumentError) tensor does not have name :z. The tensor names are: [:a]
Shape.merge_names!([nil, :a], [nil, :b]) # error: (ArgumentError) cannot merge name :a on axis 1 with name :b on axis 1

{Shape.reshape({6, 2}, {3, 4}), Shape.reshape({6, 2}, {:auto, 4}), Shape.reshape({}, {1})} # => {{3, 4}, {3, 4}, {1}}
Shape.reshape({5}, {2, :auto, 3}) # error: (ArgumentError) cannot reshape, current shape {5} is not compatible with new shape {2, 3}
Shape.reshape({5}, {2, 3}) # error: (ArgumentError) cannot reshape, current shape {5} is not compatible with new shape {2, 3}
{Shape.broadcast!({3}, {3, 2}, [0]), Shape.broadcast!({}, {4}, []), Shape.broadcast!({9, 1}, {9, 7}, [0, 1], 1)} # => {:ok, :ok, :ok}
Shape.broadcast!({3, 2}, {6}, [0, 1]) # error: (ArgumentError) cannot broadcast tensor of dimensions {3, 2} to {6} with axes [0, 1]
Shape.broadcast!({3, 2}, {3, 2}, [1, 0]) # error: (ArgumentError) broadcast axes must be ordered, got 0 after 1
Shape.broadcast!({3, 2}, {3, 2}, [1]) # error: (ArgumentError) expected length of axes (1) to match rank of shape (2)
Shape.transpose({5, 6, 7}, [2, 0, 1], [:a, :b, nil]) # => {{7, 5, 6}, [nil, :a, :b]}
Shape.transpose({5, 6}, [0], [nil, nil]) # error: (ArgumentError) expected length of permutation (1) to match rank of shape (2)
{Shape.flatten({2, 3, 4}, [:a, :b, :c], [1, 2]), Shape.flatten({2, 3}, [:a, :b], nil), Shape.flatten({2, 3}, [:a, :b], [])} # => {{{2, 12}, [:a, nil]}, {{6}, [nil]}, {{2, 3}, [:a, :b]}}
Shape.flatten({2, 3, 4}, [nil, nil, nil], [0, 2]) # error: (ArgumentError) flatten axes must be consecutive
{Shape.squeeze({1, 7, 1}, [0], [:a, :b, :c]), Shape.squeeze_axes({1, 7, 1}), Shape.squeeze_axes({1, 7, 1}, 1)} # => {{{7, 1}, [:b, :c]}, [0, 2], [1]}
Shape.squeeze({1, 7}, [1], [nil, nil]) # error: (ArgumentError) cannot squeeze dimensions whose sizes are not 1, got 7 for dimension 1
{Shape.transpose_axes({}), Shape.transpose_axes({4, 5, 6}), Shape.transpose_axes({4, 5, 6}, 1)} # => {[], [2, 1, 0], [2, 1]}
Shape.new_axis({4, 5}, [:a, :b], -1, :c, 1, 0) # => {{4, 5, 1}, [:a, :b, :c], 2}
Shape.new_axis({4, 5}, [:a, :b], 0, :c, 3, 1) # => {{4, 3, 5}, [:a, :c, :b], 1}
Shape.new_axis({4, 5}, [:a, :b], 3, :c, 1, 0) # error: (ArgumentError) new axis position for shape {4, 5} must be a number between -3 and 2, got: 3
Shape.normalize_axis({4, 5}, nil, [nil, nil]) # error: (ArgumentError) axis name cannot be nil
Shape.normalize_axis({4, 5}, 1.5, [nil, nil]) # error: (ArgumentError) given axis (1.5) invalid for shape with rank 2

{Shape.pad({4, 5}, [{1, 2, 0}, {0, -1, 2}]), Shape.pad({}, [])} # => {{7, 12}, {}}
Shape.pad({4, 5}, [{1, 2, 0}]) # error: (ArgumentError) invalid padding configuration, rank of padding configuration and shape must match
Shape.dilate({4, 5}, [1, 3]) # => {4, 13}
{Shape.to_padding_config({9, 9}, {3, 4}, :same), Shape.to_padding_config({9}, {3}, :valid), Shape.to_padding_config({9}, {3}, [{1, 2}])} # => {[{1, 1}, {1, 2}], [{0, 0}], [{1, 2}]}
Shape.to_padding_config({9}, {3}, :none) # error: (ArgumentError) invalid padding mode specified, padding must be one of :valid, :same, or a padding configuration, got: :none
Shape.pool({9, 8}, {2, 3}, [2, 1], :valid, [1, 2]) # => {{4, 4}, [{0, 0}, {0, 0}]}
Shape.pool({9, 8}, {2, 3}, [1, 1], :same, [1, 1]) # => {{9, 8}, [{0, 1}, {1, 1}]}
Shape.pool({9, 8}, {2}, [1, 1], :same, [1, 1]) # error: (ArgumentError) invalid window dimensions, rank of shape (2) does not match rank of window (1)
Shape.conv({2, 9, 3}, [:n, :x, :c], {4, 3, 2}, [nil, nil, nil], [2], :same, 1, 1, [1], [2], [0, 2, 1], [0, 1, 2], [0, 2, 1]) # => {{2, 5, 4}, [:n, :x, :c], [{1, 1}]}
Shape.validate_conv!({2, 9, 3}, {4, 3, 2}) # => :ok
Shape.validate_conv!({2, 9, 3}, {4, 3}) # error: (ArgumentError) kernel shape in conv requires at least rank 3, shape {4, 3} has rank 2
Nx.conv(Nx.iota({1, 1, 3}), Nx.iota({1, 1, 1}), kernel_dilation: {2}) # error: (ArgumentError) kernel dilation must be a positive integer or list of positive integers, got {2}

Shape.zip_reduce({5, 6}, [1], [:a, :b], {6, 7}, [0], [:b, :c]) # => {{5, 7}, [:a, :c]}
Shape.zip_reduce({5, 6}, [1], [:a, :b], {7, 6}, [0], [nil, nil]) # error: (ArgumentError) dot/zip expects shapes to be compatible, dimension 1 of left-side (6) does not equal dimension 0 of right-side (7)
Shape.dot({2, 5, 6}, [2], [:n, :a, nil], [0], {2, 6, 7}, [1], [nil, nil, :c], [0]) # => {{2, 5, 7}, [:n, :a, :c]}
Shape.concatenate([{2, 9}, {3, 9}], [[:a, nil], [nil, :b]], 0, 0) # => {{5, 9}, [:a, :b], 0}
Shape.stack([{9}, {9}], [[:a], [nil]], -1, :s, 0) # => {{9, 2}, [:a, :s], 1}

{Shape.slice({9, 9}, [8, 1], [3, 4], [1, 2]), Shape.put_slice({9, 9}, [:a, nil], {2, 3}, [nil, :b], [0, 0])} # => {{[6, 1], {3, 2}}, {{9, 9}, [:a, :b]}}
Shape.slice({9}, [0], [10], [1]) # error: (ArgumentError) length at axis 0 must be less than axis size of 9, got: 10
{Shape.take({5, 6}, [:a, :b], {7}, [nil], 1), Shape.take({5, 6}, [:a, :b], {7, 8}, [:c, :d], 0)} # => {{{5, 7}, [:a, :b]}, {{7, 8, 6}, [:c, :d, :b]}}
Shape.take({5, 6}, [:a, :b], {7}, [:c], 1) # error: (ArgumentError) cannot merge name :b on axis 1 with name :c on axis 0
{Shape.take_along_axis({5, 6}, {9, 6}, 0), Shape.gather({5, 6}, {4, 1}, [0]), Shape.gather({5, 6}, {2}, [0, 1])} # => {{9, 6}, {{4, 6}, [nil, nil]}, {{}, []}}
Shape.gather({5, 6}, {}, []) # error: (ArgumentError) expected indices rank to be at least 1, got: 0
{Shape.indexed({5, 6}, {4, 2}, {4}, [0, 1]), Shape.indexed_scalar({5, 6}, {2}, {})} # => {:ok, :ok}
Shape.indexed({5, 6}, {4, 2}, {3}, [0, 1]) # error: (ArgumentError) expected the leading axis of indices ({4, 2}) and leading axis of updates ({3}) to match
Shape.indexed_scalar({5, 6}, {3}, {}) # error: (ArgumentError) expected indices to have shape {2}, got: {3}
Shape.indexed_scalar({5, 6}, {2}, {1}) # error: (ArgumentError) updates must be a scalar tensor when indices has rank 1, got: {1}
Nx.indexed_put(Nx.iota({5, 6}), Nx.iota({2, 2, 2}), Nx.iota({2, 2})) # error: (ArgumentError) indices must be a rank 1 or 2 tensor, got: 3

{Shape.take_diagonal({7, 3, 4}), Shape.make_diagonal({3}), Shape.put_diagonal({3, 5}, {3}, 2)} # => {{{7}, {3, 4}}, {3}, :ok}
Shape.put_diagonal({3, 5}, {3}, 3) # error: (ArgumentError) expected diagonal tensor of length: 2, got diagonal tensor of length: 3
Nx.put_diagonal(Nx.iota({2, 3, 5}), Nx.iota({3})) # error: (ArgumentError) put_diagonal/3 expects tensor of rank 2, got tensor of rank: 3
Nx.put_diagonal(Nx.iota({3, 5}), Nx.iota({3, 1})) # error: (ArgumentError) put_diagonal/3 expects diagonal of rank 1, got tensor of rank: 2
Shape.validate_diag_offset!({3}, 0) # error: (ArgumentError) expected shape of rank 2 to be given, got shape of rank: 1

{Shape.qr({5, 3}, mode: :reduced), Shape.qr({2, 5, 3}, mode: :complete)} # => {{{5, 3}, {3, 3}}, {{2, 5, 5}, {2, 5, 3}}}
{Shape.eigh({2, 3, 3}), Shape.lu({3, 3}), Shape.cholesky({3, 3}, [:a, :b])} # => {{{2, 3}, {2, 3, 3}}, {{3, 3}, {3, 3}, {3, 3}}, {{3, 3}, [:a, :b]}}
{Shape.svd({5, 3}), Shape.svd({5, 3}, full_matrices?: true)} # => {{{5, 3}, {3}, {3, 3}}, {{5, 5}, {3}, {3, 3}}}
Shape.cholesky({3, 2}, [nil, nil]) # error: (ArgumentError) tensor must be a square matrix or a batch of square matrices, got shape: {3, 2}
{Shape.solve({3, 3}, {3, 4}), Shape.triangular_solve({3, 3}, {3}, true), Shape.matrix_power({3, 3})} # => {{3, 4}, :ok, :ok}
Shape.triangular_solve({3, 3}, {2}, true) # error: (ArgumentError) incompatible dimensions for a and b on triangular solve
{Shape.fft({3}), Shape.fft2({3, 4}), Shape.top_k({3, 4}, [:a, :b], 2)} # => {{3}, {3, 4}, {{3, 2}, [:a, :b]}}
Shape.fft({}) # error: (ArgumentError) expected a tensor with rank > 0, got tensor with rank 0
Shape.top_k({3, 4}, [nil, nil], 5) # error: (ArgumentError) top_k input last axis size must be greater than or equal to k, got size=4 and k=5
