# Nx.conv: strides, dilations, groups, the order of axes, vectorized axes.
t = Nx.iota({1, 1, 5})
k = Nx.tensor([[[1, 10]]])
Nx.to_flat_list(Nx.conv(t, k))                           # => [10.0, 21.0, 32.0, 43.0]
Nx.to_flat_list(Nx.conv(t, k, strides: 2))               # => [10.0, 32.0]
Nx.to_flat_list(Nx.conv(t, k, kernel_dilation: 3))       # => [30.0, 41.0]
Nx.to_flat_list(Nx.conv(t, k, input_dilation: [2], padding: [{-1, 1}])) # => [10.0, 1.0, 20.0, 2.0, 30.0, 3.0, 40.0, 4.0]
Nx.type(Nx.conv(Nx.u8([[[1]]]), Nx.f64([[[2]]])))        # => {:f, 64}
Nx.to_flat_list(Nx.conv(Nx.c64([[[Complex.new(1, 2)]]]), Nx.c64([[[Complex.new(0, 1)]]]))) # => [Complex.new(-2.0, 1.0)]
x = Nx.iota({2, 4, 3, 3}, type: :f32)
w = Nx.iota({4, 2, 2, 2}, type: :f32)
halves = for g <- 0..1, do: Nx.conv(Nx.slice_along_axis(x, 2 * g, 2, axis: 1), Nx.slice_along_axis(w, 2 * g, 2))
Nx.conv(x, w, feature_group_size: 2) == Nx.concatenate(halves, axis: 1) # => true
wide = Nx.iota({4, 4, 2, 2}, type: :f32)
halves = for g <- 0..1, do: Nx.conv(x[[g..g]], wide[[(2 * g)..(2 * g + 1)]])
Nx.conv(x, wide, batch_group_size: 2) == Nx.concatenate(halves, axis: 1) # => true
Nx.conv(Nx.transpose(x, axes: [2, 3, 0, 1]), wide, input_permutation: [2, 3, 0, 1]) == Nx.conv(x, wide) # => true
Nx.conv(x, Nx.transpose(wide), kernel_permutation: [3, 2, 1, 0]) == Nx.conv(x, wide) # => true
Nx.conv(x, wide, output_permutation: [0, 3, 1, 2]) == Nx.transpose(Nx.conv(x, wide), axes: [0, 2, 3, 1]) # => true

# Along vectorized axes each entry meets its own kernel.
vx = Nx.vectorize(Nx.iota({2, 1, 2, 3, 3}, type: :f32), :v)
vk = Nx.vectorize(Nx.iota({2, 2, 2, 2, 2}, type: :f32), :v)
each = for i <- 0..1, do: Nx.conv(Nx.devectorize(vx)[i], Nx.devectorize(vk)[i])
Nx.devectorize(Nx.conv(vx, vk), keep_names: false) == Nx.stack(each) # => true
batches = fn t -> Nx.concatenate([t, Nx.add(t, 1)]) end
each = for i <- 0..1, do: Nx.conv(batches.(Nx.devectorize(vx)[i]), Nx.devectorize(vk)[i], batch_group_size: 2)
vb = Nx.vectorize(Nx.stack(for i <- 0..1, do: batches.(Nx.devectorize(vx)[i])), :v)
Nx.devectorize(Nx.conv(vb, vk, batch_group_size: 2), keep_names: false) == Nx.stack(each) # => true

Nx.conv(t, Nx.iota({1, 1, 6}))                           # error: (ArgumentError) conv would result in empty tensor which is not currently supported in Nx, please open an issue if you'd like this behavior to change
Nx.conv(t, Nx.iota({1, 2}))                              # error: (ArgumentError) kernel shape in conv requires at least rank 3, shape {1, 2} has rank 2
Nx.conv(t, k, input_permutation: [0, 1])                 # error: (ArgumentError) expected length of permutation (2) to match rank of shape (3)
Nx.conv(t, k, feature_group_size: 2, batch_group_size: 2) # error: (ArgumentError) either batch groups or feature groups must be 1, got batch_groups = 2 and feature_groups = 2
