# Functions that look into tables give an element the same bits alone and among others; what is far out
# or no number comes out as the reference says.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/functions.exs" <<'END'
defmodule Functions do
  import Nx.Defn

  defn all(x) do
    {Nx.exp(x), Nx.tanh(x), Nx.erf(x), Nx.sin(x), Nx.cos(x), Nx.sigmoid(x)}
  end

  def list(x, options), do: Nx.Defn.jit_apply(&all/1, [x], options) |> Tuple.to_list()
end

x = Nx.iota({20_000}, type: :u32) |> Nx.multiply(Nx.tensor(214_747, type: :u32)) |> Nx.bitcast(:f32)
wide = Nx.multiply(Nx.iota({20_000}, type: :f64), 0.0731) |> Nx.subtract(731.0)

for x <- [Nx.select(Nx.is_nan(x), 0.5, x), wide],
    compiled = Functions.list(x, compiler: Cnx.LLVM),
    i <- [0, 31, 32, 4_999, 9_998, 15_000, 19_999],
    {alone, among} <- Enum.zip(Functions.list(x[i..i], compiler: Cnx.LLVM), compiled),
    Nx.to_binary(alone) != Nx.to_binary(among[i..i]) do
  IO.inspect({i, alone, among[i]})
end

edges =
  Nx.tensor([0.0, -0.0, 1.0e-40, -103.9, 88.7, 88.73, 12287.99, -12288.0, 2.6e8, 2.7e8, -1.0e30] ++
    [:infinity, :neg_infinity, :nan])

for {a, b} <- Enum.zip(Functions.list(edges, compiler: Cnx.LLVM), Functions.list(edges, compiler: Nx.Defn.Evaluator)),
    {x, y} <- Enum.zip(Nx.to_list(a), Nx.to_list(b)),
    x != y and not (is_number(x) and is_number(y) and abs(x - y) <= 1.2e-7 * abs(y)) do
  IO.inspect({x, y})
end

IO.puts("done")
END
run run "$tmp/functions.exs"
expect out "done"
