# Nx.Random: keys and what is drawn from them.
key = Nx.Random.key(42)
Nx.to_list(key)                                          # => [0, 42]
Nx.shape(Nx.Random.split(key, parts: 3))                 # => {3, 2}
Nx.Random.split(Nx.tensor([1, 2]))                       # error: (ArgumentError) expected key with 32-bit unsigned integer type, got key with type {:s, 32}
{u, next} = Nx.Random.uniform(key, 2.0, 3.0, shape: {100}, type: :f64)
Nx.to_number(Nx.all(Nx.logical_and(Nx.greater_equal(u, 2), Nx.less(u, 3)))) # => 1
Nx.to_list(next) == Nx.to_list(Nx.Random.split(key)[0])  # => true
{n, _} = Nx.Random.randint(key, -2, 3, shape: {200}, type: :s8)
{Nx.to_number(Nx.reduce_min(n)), Nx.to_number(Nx.reduce_max(n))} # => {-2, 2}
{s, _} = Nx.Random.shuffle(key, Nx.iota({9}))
Enum.sort(Nx.to_list(s))                                 # => [0, 1, 2, 3, 4, 5, 6, 7, 8]
{c, _} = Nx.Random.choice(key, Nx.tensor([5, 6]), Nx.tensor([0.0, 1.0]), samples: 3)
Nx.to_list(c)                                            # => [6, 6, 6]
Nx.Random.choice(key, Nx.iota({2}), samples: 3, replace: false) # error: (ArgumentError) cannot take more samples than the input size when replace: false
Nx.type(elem(Nx.Random.normal(key, type: :c128), 0))     # => {:c, 128}
Nx.Random.normal(key, type: :u8)                         # error: (ArgumentError) expected float or complex type, got type {:u, 8}
