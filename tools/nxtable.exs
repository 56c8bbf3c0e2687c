# The table of Nx's functions in doc/nx.md: which are there, which differ on purpose, which are missing.
# Run by tools/nxtable. A function is `ok` when cnx defines it for every number of arguments, `differs`
# when it is the first that an example of doc/differences.md calls.
tables = [
  {Nx, "creation", "tensor/1..2 template/2..3 u2 u4 u8 u16 u32 u64 s2 s4 s8 s16 s32 s64 f8 bf16 f16 f32 f64 c64 c128 iota/1..2 eye/1..2 tril/1..2 triu/1..2 tri/2..3 take_diagonal/1..2 make_diagonal/1..2 put_diagonal/2..3 from_binary/2..3 linspace/2..3 from_pointer/4..5 to_pointer/1..2 sigil_MAT/2 sigil_VEC/2"},
  {Nx, "conversion", "to_template donatable donatable? to_binary/1..2 to_tensor to_flat_list/1..2 to_list to_batched/2..3 to_number to_heatmap/1..2 serialize/1..2 deserialize/1..2 load_numpy! load_numpy_archive!"},
  {Nx, "backend", "io_call/2..3 runtime_call/3..4 default_backend/0..1 global_default_backend with_default_backend/2 backend_copy/1..2 backend_transfer/1..2 backend_deallocate"},
  {Nx, "elementwise", "add/2 subtract/2 multiply/2 pow/2 remainder/2 divide/2 quotient/2 atan2/2 max/2 min/2 bitwise_and/2 bitwise_or/2 bitwise_xor/2 left_shift/2 right_shift/2 equal/2 not_equal/2 greater/2 less/2 greater_equal/2 less_equal/2 logical_and/2 logical_or/2 logical_xor/2 exp expm1 log/1..2 log1p sigmoid cos sin tan cosh sinh tanh acos asin atan acosh asinh atanh sqrt rsqrt cbrt erf erfc erf_inv floor ceil round negate sign abs conjugate phase real imag complex/2 is_nan is_infinity logical_not bitwise_not population_count count_leading_zeros select/3 clip/3 log2 log10 fill/2..3 block/4"},
  {Nx, "aggregation", "sum/1..2 mean/1..2 weighted_mean/2..3 median/1..2 mode/1..2 product/1..2 reduce_max/1..2 reduce_min/1..2 argmax/1..2 argmin/1..2 all/1..2 any/1..2 all_close/2..3 reduce/3..4 variance/1..2 standard_deviation/1..2 covariance/1..3 logsumexp/1..2"},
  {Nx, "cumulative", "cumulative_sum/1..2 cumulative_product/1..2 cumulative_min/1..2 cumulative_max/1..2"},
  {Nx, "window", "window_sum/2..3 window_mean/2..3 window_max/2..3 window_min/2..3 window_product/2..3 window_reduce/4..5 window_scatter_max/4..5 window_scatter_min/4..5"},
  {Nx, "indexed", "split/2..3 indexed_add/3..4 indexed_put/3..4 slice/3..4 slice_along_axis/3..4 put_slice/3 take/2..3 take_along_axis/2..3 gather/2..3"},
  {Nx, "n-dim", "diff/1..2 dot/2 dot/4 dot/6 outer/2 reverse/1..2 conv/2..3 concatenate/1..2 stack/1..2 sort/1..2 top_k/1..2 argsort/1..2 fft/1..2 ifft/1..2 fft2/1..2 ifft2/1..2 rfft/1..2 irfft/1..2"},
  {Nx, "shape", "reshape/2..3 rename/2 flatten/1..2 tile/2 new_axis/2..3 squeeze/1..2 broadcast/2..3 pad/3 pad_outer/3 reflect/1..2 compatible?/2 shape rank axis_size/2 axis_index/2 size flat_size byte_size bit_size axes names transpose/1..2"},
  {Nx, "type", "as_type/2 bitcast/2 type"},
  {Nx, "vectorization", "vectorize/2 devectorize/1..2 reshape_vectors/1..2 broadcast_vectors/1..2 revectorize/2..3"},
  {Nx, "guard", "is_tensor"},
  {Nx.LinAlg, "linear algebra", "adjoint cholesky determinant eigh/1..2 invert least_squares/2..3 lu matrix_power/2 matrix_rank/1..2 norm/1..2 pinv/1..2 qr/1..2 solve/2 svd/1..2 triangular_solve/2..3"},
  {Nx.Random, "random numbers", "key split/1..2 fold_in/2 threefry2x32_20_concat/2 randint/3..4 randint_split/3..4 uniform/1..4 uniform_split/3..4 normal/1..4 normal_split/3..4 multivariate_normal/3..4 multivariate_normal_split/3..4 shuffle/2..3 choice/2..4 gumbel/1..2 gumbel_split/1..2"},
  {Nx.Type, "types", "min_finite_binary min_binary max_finite_binary max_binary nan_binary infinity_binary neg_infinity_binary smallest_positive_normal_binary epsilon_binary pi_binary e_binary euler_gamma_binary infer normalize! to_floating to_complex to_real to_aggregate cast_number!/2 merge/2 merge_number/2 integer? float? infinite_float? complex? to_string"},
  {Nx.Constants, "constants", "nan/0..2 infinity/0..2 neg_infinity/0..2 i/0..2 pi/0..2 e/0..2 euler_gamma/0..2 max_finite/1..2 max/1..2 min_finite/1..2 min/1..2 smallest_positive_normal/1..2 epsilon/1..2"},
  {Nx.Floating, "floats", "load_bf16 dump_bf16 load_f8 dump_f8 load_f8_e4m3fn dump_f8_e4m3fn"},
  {Nx.Batch, "batches", "new/0 key/2 merge/1..2 split/2 pad/2 concatenate/1..2 stack/1..2"},
  {Nx.Serving, "servings", "new/1..3 jit/1..2 batch_size/2 client_preprocessing/2 client_postprocessing/2 distributed_postprocessing/2 process_options/2 defn_options/2 run/2"},
  {Nx.Testing, "assertions", "assert_equal/2 assert_all_close/2..3"},
  {Nx.Defn, "definitions", "default_options/0..1 global_default_options to_backend compile/2..3 jit/1..2 jit_apply/2..3 debug_expr/1..2 debug_expr_apply/2..3 grad/1..2 value_and_grad/1..3 shard_jit/2..3 shard_jit_apply/3..4"},
  {Nx.Defn.Kernel, "inside defn", "print_expr/1..2 print_value/1..3 stop_grad custom_grad/3 keyword!/2 assert_keys/2 elem/2 io_call/2..3 hook/2..3 tap/2 then/2"},
  {Nx.Defn.Composite, "composites", "compatible?/3 count traverse/2..3 reduce/3 flatten_list/1..2"},
  {Nx.Defn.Tree, "expression trees", "scope_ids put_args/2 apply_args/3..4"},
  {Nx.Defn.Graph, "stages", "split/2..3 run/2..3"},
  {Nx.Container, "containers", "traverse/3 reduce/3 serialize"},
  {Nx.LazyContainer, "lazy containers", "traverse/3"}
]

# {name, arities} of "name", "name/2" or "name/1..2".
parse = fn word ->
  case String.split(word, "/") do
    [name] -> {name, [1]}
    [name, arities] ->
      case String.split(arities, "..") do
        [one] -> {name, [String.to_integer(one)]}
        [from, to] -> {name, Enum.to_list(String.to_integer(from)..String.to_integer(to))}
      end
  end
end

defined? = fn module, name, arity ->
  name = String.to_atom(name)
  function_exported?(module, name, arity) or {name, arity} in Cnx.Module.definitions(module, :macros, false)
end

differences =
  for "| " <> line <- File.stream!("doc/differences.md"), [_, module, name] <- [Regex.run(~r/\b((?:Nx|Nx\.[A-Z]\w*(?:\.[A-Z]\w*)*))\.([a-z_0-9]+[!?]?)\(/, line)], uniq: true do
    {module, name}
  end

state = fn module, {name, arities} ->
  cond do
    not Enum.all?(arities, &defined?.(module, name, &1)) -> "missing"
    {inspect(module), name} in differences -> "differs"
    true -> "ok"
  end
end

rows =
  for {module, topic, words} <- tables do
    functions = words |> String.split() |> Enum.map(fn word -> {word, state.(module, parse.(word))} end)
    of = fn wanted -> for {word, ^wanted} <- functions, do: word end
    {module, topic, length(of.("ok")), of.("differs"), of.("missing"), length(functions)}
  end

code = fn words -> Enum.map_join(words, " ", &"`#{&1}`") end
total = fn at -> rows |> Enum.map(fn row -> case elem(row, at) do n when is_integer(n) -> n; list -> length(list) end end) |> Enum.sum() end

IO.puts("""
# Nx's functions

What cnx has of Nx 0.13.1's public functions; `tools/nxtable` makes this page and a test holds it to the
program. A name without a number takes one argument. What differs on purpose is in
[differences.md](differences.md).

| module | topic | functions | ok | differ | missing |
| --- | --- | --- | --- | --- | --- |\
""")

for {module, topic, ok, differ, missing, all} <- rows do
  IO.puts("| #{inspect(module)} | #{topic} | #{all} | #{ok} | #{code.(differ)} | #{code.(missing)} |")
end

IO.puts("| all | | #{total.(5)} | #{total.(2)} | #{total.(3)} | #{total.(4)} |")
