# Nx: corners of several functions at once - narrow integers, vectorized axes, names, texts of errors.
v = Nx.vectorize(Nx.iota({2, 3}, type: :f32), :x)
plain = fn t -> {t.vectorized_axes, Nx.to_list(t)} end

Nx.to_list(Nx.add(Nx.u4([15, 8]), Nx.u4([1, 9])))        # => [0, 1]
Nx.type(Nx.multiply(Nx.s2([-2, 1]), Nx.s2([1, 1])))      # => {:s, 2}
Nx.to_number(Nx.sum(Nx.s4([7, 7, 7])))                   # => 21
Nx.to_list(Nx.concatenate([Nx.u2([1, 2, 3]), Nx.u2([0])])) # => [1, 2, 3, 0]
Nx.to_number(Nx.sum(Nx.f8([57344.0, 57344.0])))          # => :infinity
Nx.to_binary(Nx.u2([1, 2, 3]))                           # => <<27::size(6)>>
Nx.to_list(Nx.as_type(Nx.tensor([:nan, :infinity, 300.7]), :u8)) # => [0, 255, 44]

plain.(Nx.median(v))                                     # => {[x: 2], [1.0, 4.0]}
plain.(Nx.sort(v, direction: :desc))                     # => {[x: 2], [[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]]}
plain.(elem(Nx.top_k(v, k: 2), 1))                       # => {[x: 2], [[2, 1], [2, 1]]}
plain.(Nx.dot(v, v))                                     # => {[x: 2], [5.0, 50.0]}
plain.(Nx.window_max(v, {2}))                            # => {[x: 2], [[1.0, 2.0], [4.0, 5.0]]}
plain.(Nx.take(v, Nx.vectorize(Nx.tensor([[0, 2], [1, 1]]), :x))) # => {[x: 2], [[0.0, 2.0], [4.0, 4.0]]}
plain.(Nx.concatenate([v, Nx.tensor([9])]))              # => {[x: 2], [[0.0, 1.0, 2.0, 9.0], [3.0, 4.0, 5.0, 9.0]]}
plain.(v[Nx.tensor(1)])                                  # => {[x: 2], [1.0, 4.0]}
plain.(Nx.LinAlg.invert(Nx.vectorize(Nx.tensor([[[2.0, 0], [0, 4]], [[0, 0], [0, 1]]]), :b))) # => {[b: 2], [[[0.5, 0.0], [0.0, 0.25]], [[:nan, :nan], [:nan, :nan]]]}
Nx.reshape_vectors([v, Nx.vectorize(Nx.iota({3}), :y)]) |> Enum.map(& &1.vectorized_axes) # => [[x: 2, y: 1], [x: 1, y: 3]]
Nx.vectorize(Nx.vectorize(Nx.iota({2, 2}), :x), :x)      # error: (ArgumentError) cannot use name :x for new vectorized axes because there's already a vectorized axis with the same name
Nx.vectorize(Nx.iota({2, 2}), x: 3)                      # error: (ArgumentError) expected vectorized axis :x to have size 3, got 2
Nx.to_number(Nx.vectorize(Nx.iota({1}), :x))             # error: (ArgumentError) cannot convert vectorized tensor with axes [x: 1] and shape {} to number

Nx.names(Nx.squeeze(Nx.iota({1, 2, 1}, names: [:a, :b, :c]), axes: [:c])) # => [:a, :b]
Nx.names(Nx.stack([Nx.tensor([1], names: [:a]), Nx.tensor([2], names: [:a])], name: :n)) # => [:n, :a]
Nx.add(Nx.iota({2}, names: [:a]), Nx.iota({2}, names: [:b])) # error: (ArgumentError) cannot merge name :a on axis 0 with name :b on axis 0
Nx.sum(Nx.iota({2, 2}), axes: [0, -2])                   # error: (ArgumentError) axes [0, -2] must be unique integers between 0 and 1
Nx.sum(Nx.iota({2, 2}), axis: 0)                         # error: (ArgumentError) unknown key :axis in [axis: 0], expected one of [:axes, :keep_axes]
Nx.iota({6})[4..1//-2]                                   # error: (ArgumentError) range step must be positive, got range: 4..1//-2
Nx.iota({6})[4..1//-1]                                   # error: (ArgumentError) range step must be positive, got range: 4..1//-1. Did you mean to pass the range 4..1//1 instead?
Nx.left_shift(1, -1)                                     # error: (ArgumentError) cannot left shift by -1
Nx.LinAlg.qr(Nx.eye(2), mode: :x)                        # error: (ArgumentError) invalid :mode received. Expected one of [:reduced, :complete], received: :x

# A matrix with an inverse, and one without: large enough for lu.
a = Nx.add(Nx.eye(40, type: :f32), 0.5)
Nx.to_number(Nx.all_close(Nx.dot(a, Nx.LinAlg.invert(a)), Nx.eye(40), atol: 1.0e-5)) # => 1
Nx.to_number(Nx.all(Nx.is_nan(Nx.LinAlg.invert(Nx.broadcast(1.0, {40, 40}))))) # => 1
