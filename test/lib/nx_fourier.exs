# Nx: Fourier transforms.
near = fn a, b -> Nx.to_number(Nx.all_close(a, b, atol: 1.0e-4)) end
x = Nx.tensor([[1, 2, 0, 4, 3], [2, 7, 1, 8, 2]], names: [:row, nil])
near.(Nx.ifft(Nx.fft(x)), x)                             # => 1
near.(Nx.ifft(Nx.fft(x, axis: :row), axis: 0), x)        # => 1
near.(Nx.ifft2(Nx.fft2(x)), x)                           # => 1
near.(Nx.irfft(Nx.rfft(x), length: 5), x)                # => 1
near.(Nx.irfft(Nx.rfft(x, axis: 0), axis: 0), x)         # => 1
Nx.names(Nx.fft(x, axis: 0))                             # => [:row, nil]
Nx.shape(Nx.rfft(x, length: :power_of_two))              # => {2, 5}
Nx.shape(Nx.fft2(x, lengths: [3, :power_of_two]))        # => {3, 8}
Nx.to_flat_list(Nx.fft(Nx.f64([1, 0, 0, 1]))) |> Enum.map(& &1.im) # => [0.0, 1.0, 0.0, -1.0]
near.(Nx.fft2(x), Nx.fft(Nx.fft(x), axis: 0))            # => 1
near.(Nx.fft(Nx.vectorize(Nx.iota({2, 3}), :v)) |> Nx.devectorize(keep_names: false), Nx.fft(Nx.iota({2, 3}))) # => 1
near.(Nx.fft(Nx.iota({101})), Nx.dot(Nx.iota({101}), Nx.exp(Nx.multiply(Complex.new(0, -2 * :math.pi() / 101), Nx.outer(Nx.iota({101}), Nx.iota({101})))))) # => 0
Nx.to_list(Nx.real(Nx.fft(Nx.tensor([0.1, 0.2, 0.3]), eps: 0.2))) # => [0.6000000238418579, 0.0, 0.0]
Nx.to_list(Nx.Defn.grad(Nx.iota({4}, type: :f32), fn x -> Nx.sum(Nx.real(Nx.fft(x))) end) |> Nx.real()) # => [4.0, 0.0, 0.0, 0.0]
Nx.fft2(x, axes: [0, 1, 1])                              # error: (ArgumentError) expected :axes to be a list with 2 axes, got: [0, 1, 1]
Nx.irfft(x, length: 0)                                   # error: (ArgumentError) expected an integer or :power_of_two as length, got: 0
