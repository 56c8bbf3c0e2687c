# reduce and window_reduce by functions of the user, and windows of many elements, on llvm: kernels, like
# the reference, the same bits on any number of threads and unfused.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/folds.exs" << 'END'
defmodule Folds do
  import Nx.Defn
  defn rows(x, _), do: Nx.reduce(Nx.exp(x), 0.0, [axes: [1]], fn a, b -> a + b * 0.5 end)
  defn columns(x, _), do: Nx.reduce(x, 1.0, [axes: [0]], fn a, b -> Nx.sin(a) - b * 0.5 end)
  defn all(x, _), do: Nx.reduce(x, 0.0, fn a, b -> Nx.max(a, b) * 0.999 end)
  defn same(x, _), do: Nx.reduce(x, 0.0, [axes: [1]], fn _, _ -> 7.0 end)
  defn captured(x, y), do: Nx.reduce(x, 0.0, [axes: [1]], fn a, b -> a * Nx.sum(y) + b / 3 end) * 2

  defn kept(x, _) do
    Nx.reduce(Nx.reshape(x, {5, 10, 300}), 0.0, [axes: [0, 2], keep_axes: true], fn a, b -> a - b / 3 end) + 1
  end

  defn padded(x, _), do: Nx.window_reduce(x, 0.0, {3, 4}, [padding: :same, strides: [1, 2]], fn a, b -> a + b * 0.5 end)
  defn apart(x, _), do: Nx.window_reduce(x, 1.0, {1, 40}, [window_dilations: [1, 2]], fn a, b -> Nx.abs(a) - b * 0.5 end)
  defn sums(x, _), do: Nx.window_sum(x, {20, 30}, padding: :same)
  defn maxima(x, _), do: Nx.window_max(x, {1, 200}, padding: :same)
  defn strided(x, _), do: Nx.window_min(x, {1, 200}, padding: :same, strides: [1, 100])
  defn products(x, _), do: Nx.window_product(x / 2 + 1, {11, 13}, strides: [2, 3], window_dilations: [2, 1])
  defn cond_inside(x, _), do: Nx.reduce(x, 0.0, [axes: [0]], fn a, b -> if(a > b, do: a, else: b) end)
end

x = Nx.sin(Nx.multiply(Nx.iota({50, 300}, type: :f32), 12.9898))
for {name, f} <- [
      rows: &Folds.rows/2, columns: &Folds.columns/2, all: &Folds.all/2, same: &Folds.same/2,
      captured: &Folds.captured/2, kept: &Folds.kept/2, padded: &Folds.padded/2, apart: &Folds.apart/2,
      sums: &Folds.sums/2, maxima: &Folds.maxima/2, strided: &Folds.strided/2, products: &Folds.products/2,
      cond_inside: &Folds.cond_inside/2
    ] do
  [a, b] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit_apply(f, [x, Nx.tensor([0.1, 0.2])], compiler: c)
  near = Nx.shape(a) == Nx.shape(b) and Nx.to_number(Nx.all_close(a, b, rtol: 1.0e-5, atol: 1.0e-6)) == 1
  IO.puts("#{name} #{near} #{:erlang.phash2(Nx.to_binary(a))}")
end
END
run_bits run "$tmp/folds.exs"
[ "$(grep -c ' true ' <<< "$out")" = 13 ] || wrong "thirteen results like the reference's"

for f in rows all kept padded sums maxima strided; do
    run explain "$tmp/folds.exs" "Folds.$f" 'f32[50][300]' 'f32[2]'
    expect code 0
    grep -q 'reference\|regions' <<< "$out" && wrong "kernels alone"
done
# What has a branch inside is the reference's, and is said to be.
run explain "$tmp/folds.exs" Folds.cond_inside 'f32[50][300]' 'f32[2]'
expect out-has reference
grep -q 'programs of their own' <<< "$out" && wrong "no regions as programs"
true
