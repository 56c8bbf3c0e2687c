# Numbers below a byte on llvm: kernels read them where they lie and write whole bytes, what has no kernel
# is done to bytes; the reference's numbers, on any number of threads and unfused.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/packed.exs" << 'END'
defmodule Packed do
  import Nx.Defn
  defn weights(q, s), do: Nx.sum((Nx.as_type(q, :f32) - 8) * Nx.as_type(s, :f32), axes: [1])
  defn numbers(a, b), do: {a + b * a, Nx.max(a, b), a - b, Nx.bitwise_and(a, b), Nx.abs(a), -a, Nx.as_type(a, :s8)}
  defn bits(a, _), do: {Nx.bitwise_not(a), Nx.left_shift(a, 1), Nx.population_count(a), Nx.count_leading_zeros(a)}

  defn moved(a, _) do
    {Nx.transpose(a), Nx.reverse(a), Nx.concatenate([a, a], axis: 1), a[[1..2, 0..4//2]], Nx.reshape(a, {:auto}),
     Nx.pad(a, 1, [{1, 2, 1}, {0, 1, 0}]), Nx.broadcast(a, {3, 5, 7}), Nx.select(a > 1, a, 0)}
  end

  defn folded(a, b), do: {Nx.sum(a), Nx.reduce_max(b, axes: [0]), Nx.cumulative_sum(a, axis: 1), Nx.argmax(a, axis: 1), Nx.all(a)}

  defn others(a, b) do
    {Nx.sort(a, axis: 1), Nx.dot(a, Nx.transpose(b)), Nx.take(a, Nx.tensor([2, 0]), axis: 0),
     Nx.put_slice(a, [1, 2], b[[0..0, 0..2]]), Nx.window_max(a, {2, 2}), Nx.window_sum(a, {2, 3}, padding: :same)}
  end

  # Windows that see padding alone give an end of the dtype.
  defn windows(a, _) do
    wide = [window_dilations: 1, padding: [{0, 0}, {4, 4}]]
    {Nx.window_max(a, {1, 3}, wide), Nx.window_min(a, {1, 3}, wide), Nx.indexed_add(a, Nx.tensor([[1, 2], [1, 2]]), Nx.tensor([1, 1]))}
  end

  defn stepped(a, b) do
    {_, x, _} = while {n = 0, x = Nx.as_type(b, :s32), a}, n < 3, do: {n + 1, x + Nx.as_type(a, :s32), a}
    x
  end

  defn taken(a, i) do
    at = Nx.stack([i, Nx.remainder(i, 3)], axis: 1)
    {Nx.take(a, i, axis: 0), Nx.take(Nx.as_type(a, :s32), i, axis: 0), Nx.gather(a, at), Nx.as_type(Nx.gather(a, at), :f32)}
  end

  defn rounded(x), do: {Nx.as_type(Nx.clip(Nx.round(x * 4), 0, 15), :u4), Nx.as_type(x * 9, :s2), Nx.as_type(Nx.round(x), :s4)}
  defn ends(x), do: {Nx.as_type(x, :s4), Nx.as_type(x, :s2), Nx.as_type(x, :u4), Nx.bitcast(Nx.as_type(x, :s4), :u4)}
  defn codes(x), do: {Nx.bitcast(Nx.as_type(x, :u8), :f8), Nx.bitcast(Nx.as_type(x, :u16) * 199, :bf16), Nx.bitcast(Nx.as_type(x, :s16) * 61, :f16)}
end

for t <- [:u2, :u4, :s2, :s4],
    {name, f} <- [
      weights: &Packed.weights/2, numbers: &Packed.numbers/2, bits: &Packed.bits/2, moved: &Packed.moved/2,
      folded: &Packed.folded/2, others: &Packed.others/2, windows: &Packed.windows/2, stepped: &Packed.stepped/2
    ] do
  a = Nx.as_type(Nx.remainder(Nx.multiply(Nx.iota({5, 7}), 7919), 16), t)
  b = Nx.as_type(Nx.remainder(Nx.multiply(Nx.iota({5, 7}), 104_729), 16), t)
  [p, q] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit_apply(f, [a, b], compiler: c)
  if p == q, do: IO.puts("same"), else: IO.inspect({t, name, p, q})
end

for {n, t} <- [{300, :u2}, {5, :s4}] do
  args = [Nx.as_type(Nx.remainder(Nx.iota({n, 300}), 4), t), Nx.remainder(Nx.multiply(Nx.iota({n}), 7), n)]
  [p, q] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit_apply(&Packed.taken/2, args, compiler: c)
  if p == q, do: IO.puts("same"), else: IO.inspect({n, t, p, q})
end

infinite = Nx.tensor([:infinity, :neg_infinity, :nan, 3.7, -5.2, 100.0, 1.0e10, -0.0])
ends = for t <- [:f32, :bf16, :f64, {:f8_e4m3fn, 8}], do: {&Packed.ends/1, Nx.as_type(infinite, t)}

for {f, x} <- [{&Packed.codes/1, Nx.iota({300})} | ends] do
  [p, q] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: inspect(Nx.Defn.jit_apply(f, [x], compiler: c), limit: :infinity)
  if p == q, do: IO.puts("same"), else: IO.inspect({p, q})
end

tall = Nx.as_type(Nx.remainder(Nx.multiply(Nx.iota({5000, 257}), 7919), 13), :u4)
[p, q] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit_apply(&Nx.reduce_min(&1, axes: [0]), [tall], compiler: c)
if p == q, do: IO.puts("same"), else: IO.inspect({p, q})

for shape <- [{1}, {3}, {33, 41}, {70_001}] do
  x = Nx.sin(Nx.multiply(Nx.iota(shape, type: :f32), 12.9898))
  [p, q] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit_apply(&Packed.rounded/1, [x], compiler: c)
  if p == q, do: IO.puts("same"), else: IO.inspect({shape, p, q})
end
END
run_bits run "$tmp/packed.exs"
[ "$(grep -c '^same$' <<< "$out")" = 44 ] || wrong "the reference's numbers"

run explain "$tmp/packed.exs" Packed.weights 'u4[64][4096]' 'u4[64][1]'
expect out-has '1 kernel, 0 other steps'
true

# A kernel of its own kind, by that name.
cat > "$tmp/narrow.exs" << 'END'
defmodule Narrow do
  import Nx.Defn
  defn turn(x), do: Nx.as_type(x * 2, :u4)
end
END
run explain "$tmp/narrow.exs" Narrow.turn 'f32[1000]'
expect code 0
expect out-has 'pack kernel'
