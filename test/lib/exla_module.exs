# The program that XLA is given, as text, with templates of its results and the inputs that it uses.
x = Nx.iota({2, 3}, names: [:a, nil])
v = Nx.vectorize(Nx.iota({2, 3}, names: [:v, :c]), :v)
module = EXLA.to_mlir_module(fn x, _, v -> {Nx.add(x, 1.0), %{sum: Nx.sum(v)}} end, [x, 1, v])
module.mlir_module =~ "stablehlo.add"                       # => true
{y, %{sum: sum}} = module.output_container
y == Nx.template({2, 3}, :f32, names: [:a, nil])            # => true
{sum.type, sum.shape, sum.vectorized_axes}                  # => {{:s, 32}, {}, [v: 2]}
module.used_inputs                                          # => [0, 2]

# Donated arguments name the result that takes their memory.
given = Nx.donatable(Nx.iota({2, 3}, type: :f32))
given_up = EXLA.to_mlir_module(fn x, y -> {Nx.add(y, 1), Nx.exp(x)} end, [given, 1.0]).mlir_module
given_up =~ "%arg0: tensor<2x3xf32> {tf.aliasing_output = 1 : i32}, %arg1: tensor<f32>)" # => true
try do EXLA.to_mlir_module(&Nx.sum/1, [given]) rescue e -> e.message end # => "argument 1 is donatable, but there is no output with matching shape and type f32[2][3]"
