# Programs in StableHLO text run: on files, as functions of the language; what is wrong has a place.
. test/cli/prelude

cat > "$tmp/m.mlir" << 'END'
#loc = loc(unknown)
module @m attributes {mhlo.num_partitions = 1 : i32} {
  func.func public @main(%arg0: tensor<2x3xf32> loc("x"), %arg1: tensor<3xi32>) -> (tensor<2x3xf32> {jax.result_info = "result"}, tensor<2xf32>) {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32> loc(#loc)
    %0 = stablehlo.convert %arg1 : (tensor<3xi32>) -> tensor<3xf32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
    %2 = call @scale(%arg0, %1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
    %3 = stablehlo.reduce(%2 init: %cst) applies stablehlo.add across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
    return %2, %3 : tensor<2x3xf32>, tensor<2xf32> loc(#loc)
  } loc(#loc)
  func.func private @scale(%arg0: tensor<2x3xf32>, %arg1: tensor<2x3xf32>) -> tensor<2x3xf32> {
    %0 = "stablehlo.multiply"(%arg0, %arg1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0 : tensor<2x3xf32>
  }
}
END
cat > "$tmp/a.exs" << END
Cnx.Data.write_npy("$tmp/x.npy", Nx.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
Cnx.Data.write_npy("$tmp/k.npy", Nx.tensor([1, 10, 100], type: :s32))
f = Cnx.StableHLO.load("$tmp/m.mlir")
{a, b} = f.(Nx.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), Nx.tensor([1, 2, 3]))
IO.inspect({Nx.to_list(a), Nx.to_list(b)})
try do
  f.(1, 2)
rescue
  e -> IO.puts(Exception.message(e))
end
END
run run "$tmp/a.exs"
expect code 0
expect out-has '{[[1.0, 4.0, 9.0], [4.0, 10.0, 18.0]], [14.0, 32.0]}'
expect out-has 'argument 0 of the program is f32 of shape {2, 3}, got s32 of shape {}'

cat > "$tmp/within.exs" << END
defmodule Within do
  import Nx.Defn

  deftransform scaled(x, k), do: elem(Process.get(:scaled).(x, k), 0)
  defn twice(x, k), do: 2 * scaled(x, k)

  defn again(x, k) do
    {x, _, _} = while {x, k, i = 0}, i < 2, do: {if(i > 0, do: scaled(x, k), else: x + 1), k, i + 1}
    x
  end
end

Process.put(:scaled, Cnx.StableHLO.load("$tmp/m.mlir"))
x = Nx.iota({2, 3}, type: :f32)
k = Nx.tensor([1, 2, 3])
IO.inspect(Nx.to_list(Within.twice(x, k)))
IO.inspect(Nx.to_list(Within.again(x, k)))
IO.inspect(Nx.to_list(Nx.Defn.grad(x, &Nx.sum(Within.twice(&1, k)))))
Within.twice(k, k)
END
for compiler in reference $([ ! -e "$BUILD/libcnx-llvm.so" ] || echo llvm); do # in a definition the program is a part of it
    run run --compiler $compiler "$tmp/within.exs"
    expect code 1
    expect out '[[0.0, 4.0, 12.0], [6.0, 16.0, 30.0]]
[[1.0, 4.0, 9.0], [4.0, 10.0, 18.0]]
[[2.0, 4.0, 6.0], [2.0, 4.0, 6.0]]'
    expect err-has 'argument 0 of the program is f32 of shape {2, 3}, got s32 of shape {3}'
    expect err-has 'within.exs:4'
done

run run "$tmp/m.mlir" --input x="$tmp/x.npy" --input arg1="$tmp/k.npy" --output "$tmp/out.npz"
expect code 0
expect no-err
run -e "for {n, t} <- Cnx.Data.npz(\"$tmp/out.npz\"), do: {n, Nx.to_list(t)}"
expect out '[{"0", [[1.0, 20.0, 300.0], [4.0, 50.0, 600.0]]}, {"1", [321.0, 654.0]}]'

run run "$tmp/m.mlir" --input "$tmp/x.npy"
expect code 1
expect err-has 'there is no --input for parameter 1, s32 of shape {3}'

run run "$tmp/m.mlir" --input x="$tmp/x.npy" --input arg2="$tmp/k.npy"
expect code 1
expect err-has "there is no parameter arg2 for $tmp/k.npy, the program has 2"

printf 'no array' > "$tmp/odd.npy" # what is no .npy file is named
run run "$tmp/m.mlir" --input x="$tmp/x.npy" --input arg1="$tmp/odd.npy"
expect code 1
expect err-has 'unable to parse NumPy file'
expect err-has "the file is $tmp/odd.npy"

refuse() { # A LINE IN PLACE OF THE MULTIPLICATION, AND WHAT IS SAID OF IT
    sed "s|    %0 = \"stablehlo.multiply.*|    $1|" "$tmp/m.mlir" > "$tmp/bad.mlir"
    run run "$tmp/bad.mlir" --input "$tmp/x.npy" --input "$tmp/k.npy"
    expect code 1
    expect err-has "$2"
    expect err-has 'bad.mlir:12:'
}
refuse '%0 = stablehlo.add %arg0, %missing : tensor<2x3xf32>' 'there is no value %missing'
refuse '%0 = stablehlo.infeed %arg0 : tensor<2x3xf32>' 'cannot run stablehlo.infeed: this operation is not supported'
refuse '%0 = stablehlo.add %arg0, %arg1 : tensor<?x3xf32>' 'sizes that are not static are not supported'
refuse '%0 = stablehlo.add %arg0, %arg1 : tensor<3x2xf32>' 'stablehlo.add gives f32[2][3], the text says f32[3][2]'
refuse '%0 = call @scale(%arg0, %arg1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>' 'functions that call themselves are not supported'
refuse '%0 = stablehlo.custom_call @else(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>' 'cannot run the custom call else'
refuse '%0 = stablehlo.constant dense<[1.0, 2.0]> : tensor<2x3xf32>' 'there are too few elements'

# What is not said in a shape of StableHLO's is refused as well.
for text in 'module attributes 7 {' 'module { func.func public @main() attributes 7 {' 'module @a {"' 'module'; do
    printf '%s' "$text" > "$tmp/odd.mlir"
    run run "$tmp/odd.mlir"
    expect code 1
    expect err-has 'cannot read the StableHLO: expected'
done

# Indices of other systems' programs clamp, sorts have several keys, operations have two names.
cat > "$tmp/more.mlir" << 'END'
module @other {
  func.func public @main(%arg0: tensor<3xf32>, %arg1: tensor<2x1xi32>) -> (tensor<2xf32>, tensor<4xi32>) {
    %0 = "stablehlo.gather"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1>}> : (tensor<3xf32>, tensor<2x1xi32>) -> tensor<2xf32>
    %1 = stablehlo.constant dense<[1, 0, 1, 0]> : tensor<4xi32>
    %2 = stablehlo.constant dense<[5, 7, 3, 9]> : tensor<4xi32>
    %3, %4 = "stablehlo.sort"(%1, %2) <{dimension = 0 : i64}> ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>, %c: tensor<i32>, %d: tensor<i32>):
      %5 = stablehlo.compare LT, %a, %b, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %6 = stablehlo.compare EQ, %a, %b, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %7 = stablehlo.compare GT, %c, %d, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %8 = stablehlo.and %6, %7 : tensor<i1>
      %9 = stablehlo.or %5, %8 : tensor<i1>
      stablehlo.return %9 : tensor<i1>
    }) : (tensor<4xi32>, tensor<4xi32>) -> (tensor<4xi32>, tensor<4xi32>)
    return %0, %4 : tensor<2xf32>, tensor<4xi32>
  }
}
END
run -e '{a, b} = Cnx.StableHLO.load("'"$tmp/more.mlir"'").(Nx.tensor([1.0, 2.0, 3.0]), Nx.tensor([[-5], [9]])); {Nx.to_list(a), Nx.to_list(b)}'
expect out '{[1.0, 3.0], [9, 7, 5, 3]}'

# Integers divided by 0 have an answer, reductions any region and several operands, random bits are XLA's.
cat > "$tmp/rest.mlir" << 'END'
module @other {
  func.func public @main(%arg0: tensor<2x5xi32>, %arg1: tensor<2x5xi32>, %arg2: tensor<2xui64>) -> (tensor<2x5xi32>, tensor<2x5xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xui64>, tensor<3xui32>) {
    %0 = stablehlo.divide %arg0, %arg1 : tensor<2x5xi32>
    %1 = stablehlo.remainder %arg0, %arg1 : tensor<2x5xi32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %c_1 = stablehlo.constant dense<100> : tensor<i32>
    %2 = stablehlo.reduce(%arg0 init: %c) applies stablehlo.xor across dimensions = [1] : (tensor<2x5xi32>, tensor<i32>) -> tensor<2xi32>
    %3:2 = stablehlo.reduce(%arg0 init: %c), (%arg1 init: %c_1) across dimensions = [1] : (tensor<2x5xi32>, tensor<2x5xi32>, tensor<i32>, tensor<i32>) -> (tensor<2xi32>, tensor<2xi32>)
     reducer(%arg3: tensor<i32>, %arg5: tensor<i32>) (%arg4: tensor<i32>, %arg6: tensor<i32>)  {
      %zero = stablehlo.constant dense<0> : tensor<i32>
      %6 = stablehlo.compare NE, %arg5, %zero, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %7 = stablehlo.select %6, %arg5, %arg3 : tensor<i1>, tensor<i32>
      %8 = stablehlo.minimum %arg4, %arg6 : tensor<i32>
      stablehlo.return %7, %8 : tensor<i32>, tensor<i32>
    }
    %s, %b = stablehlo.rng_bit_generator %arg2, algorithm = THREE_FRY : (tensor<2xui64>) -> (tensor<2xui64>, tensor<3xui32>)
    return %0, %1, %2, %3#0, %3#1, %s, %b : tensor<2x5xi32>, tensor<2x5xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xui64>, tensor<3xui32>
  }
}
END
cat > "$tmp/rest.exs" << END
f = Cnx.StableHLO.load("$tmp/rest.mlir")
x = Nx.tensor([[1, 2, 3, 4, 5], [9, -8, 7, 6, -5]], type: :s32)
y = Nx.tensor([[0, 1, 2, 0, 3], [2, 0, -3, 4, 5]], type: :s32)
for t <- Tuple.to_list(f.(x, y, Nx.tensor([1, 2], type: :u64))), do: IO.inspect(Nx.to_list(t))
END
run run "$tmp/rest.exs"
expect out '[[-1, 2, 1, -1, 1], [4, -1, -2, 1, -1]]
[[1, 0, 1, 4, 2], [1, -8, 1, 2, 0]]
[1, 11]
[5, -5]
[0, -3]
[1, 4]
[43444564, 2150618427, 3979645651]'
sed 's/THREE_FRY/DEFAULT/' "$tmp/rest.mlir" > "$tmp/default.mlir"
run -e 'Cnx.StableHLO.load("'"$tmp/default.mlir"'")'
expect code 1
expect err-has 'cannot run stablehlo.rng_bit_generator: only the algorithm THREE_FRY is supported'
expect err-has 'default.mlir:16:'

# A program may have more parameters than one likes to write.
{
    echo 'module @many { func.func public @main('
    for i in $(seq 0 11); do printf '%s%%arg%s: tensor<f32>' "$([ $i = 0 ] || echo ', ')" $i; done
    echo ') -> tensor<f32> {
    %0 = stablehlo.subtract %arg0, %arg11 : tensor<f32>
    return %0 : tensor<f32>
  } }'
} > "$tmp/many.mlir"
run -e 'apply(Cnx.StableHLO.load("'"$tmp/many.mlir"'"), Enum.to_list(0..11)) |> Nx.to_number()'
expect out -11.0

# A file cut short anywhere is refused, and nothing else happens.
size=$(wc -c < "$tmp/m.mlir")
cat > "$tmp/cut.exs" << END
text = File.read!("$tmp/m.mlir")
outcomes =
  for n <- 0..$((size - 3))//7 do
    File.write!("$tmp/cut.mlir", binary_part(text, 0, n))
    try do
      Cnx.StableHLO.load("$tmp/cut.mlir")
      :loaded
    rescue
      _ in ArgumentError -> :refused
    end
  end
IO.inspect(Enum.uniq(outcomes))
END
run run "$tmp/cut.exs"
expect out '[:refused]'
