# The program that XLA is given, as text, with templates of its results and the inputs that it uses.
x = Nx.iota({2, 3}, names: [:a, nil])
v = Nx.vectorize(Nx.iota({2, 3}, names: [:v, :c]), :v)
module = EXLA.to_mlir_module(fn x, _, v -> {Nx.add(x, 1.0), %{sum: Nx.sum(v)}} end, [x, 1, v])
module.mlir_module =~ "stablehlo.add"                       # => true
{y, %{sum: sum}} = module.output_container
y == Nx.template({2, 3}, :f32, names: [:a, nil])            # => true
{sum.type, sum.shape, sum.vectorized_axes}                  # => {{:s, 32}, {}, [v: 2]}
module.used_inputs                                          # => [0, 2]
