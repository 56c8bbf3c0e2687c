# Loops shorter than vectors: every length, elements at strides, backwards and each several times, alone
# or with what is in place.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/short.exs" <<'END'
defmodule Short do
  import Nx.Defn

  defn all(x) do
    n = Nx.axis_size(x, 1)
    twice = Nx.reshape(Nx.broadcast(Nx.new_axis(x, 2), {3, n, 2}), {3, 2 * n})
    four = Nx.reshape(Nx.broadcast(Nx.new_axis(x, 2), {3, n, 4}), {3, 4 * n})

    {x * 2 + 1, x[[.., 0..-1//2]] + 1, x[[.., 0..-1//3]] - 1, x[[.., 0..-1//4]] * 3, Nx.reverse(x) + x,
     twice * 2, four * 3, Nx.exp(x), Nx.window_max(x, {1, 2}, strides: [1, 2]),
     grad(x, fn x -> Nx.sum(Nx.window_max(x, {3, 2}, strides: [3, 2]) ** 2) end)}
  end
end

for n <- [2, 3, 4, 7, 8, 11, 12, 14, 15, 16, 28, 31, 32, 33, 40, 44, 47, 63, 64, 75, 100, 127, 128, 130] do
  x = Nx.iota({3, n}, type: :f32) |> Nx.multiply(7) |> Nx.remainder(11) |> Nx.divide(4)
  compiled = Nx.Defn.jit_apply(&Short.all/1, [x], compiler: Cnx.LLVM)
  truth = Nx.Defn.jit_apply(&Short.all/1, [x], compiler: Nx.Defn.Evaluator)

  for {{a, b}, i} <- Enum.with_index(Enum.zip(Tuple.to_list(compiled), Tuple.to_list(truth))),
      Nx.to_number(Nx.all_close(a, b, rtol: 1.0e-6)) != 1 do
    IO.inspect({n, i, a, b})
  end
end

IO.puts("done")
END
run run "$tmp/short.exs"
expect out "done"
