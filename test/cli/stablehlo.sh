# cnx show stablehlo prints the program that XLA is given.
. test/cli/prelude

cat > "$tmp/m.exs" << 'END'
defmodule M do
  import Nx.Defn
  defn scale(x, y), do: x * 2 + y
  defn half(x), do: if(Nx.sum(x) > 0, do: x / 2, else: x)
end
END

run show stablehlo "$tmp/m.exs" M.scale 'f32[2][3]' 's32[3]'
expect code 0
expect no-err
expect out "$(cat << 'END'
module @cnx {
  func.func public @main(%arg0: tensor<2x3xf32>, %arg1: tensor<3xi32>) -> (tensor<2x3xf32>) {
    %0 = stablehlo.constant dense<2.0> : tensor<2x3xf32>
    %1 = stablehlo.multiply %0, %arg0 : tensor<2x3xf32>
    %2 = stablehlo.convert %arg1 : (tensor<3xi32>) -> tensor<3xf32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
    %4 = stablehlo.add %1, %3 : tensor<2x3xf32>
    return %4 : tensor<2x3xf32>
  }
}
END
)"

# Truth stays i1; a region uses the values around it by name.
run show stablehlo "$tmp/m.exs" M.half 'f32[4]'
expect code 0
expect out-has '"stablehlo.if"(%6) ({'
expect out-has '%9 = stablehlo.divide %arg0, %8 : tensor<4xf32>'

run show stablehlo "$tmp/m.exs"
expect code 2
expect err-has 'show stablehlo needs a file and Module.function'
