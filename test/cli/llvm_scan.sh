# Cumulative operations on llvm, in a kernel with what they scan and with what uses them: lines around
# vectors and blocks, both directions, what is not finite; the same bits on any number of threads and
# unfused.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/lines.exs" << 'END'
scans = fn axis, back, float ->
  fn x ->
    few = if float, do: Nx.add(Nx.divide(x, 5000), 1), else: Nx.remainder(x, 3)
    {Nx.cumulative_sum(x, axis: axis, reverse: back), Nx.cumulative_product(few, axis: axis, reverse: back),
     Nx.cumulative_max(x, axis: axis, reverse: back), Nx.cumulative_min(Nx.multiply(x, x), axis: axis, reverse: back)}
  end
end

same = fn a, b ->
  if Nx.Type.float?(Nx.type(a)),
    do: Nx.to_number(Nx.all_close(a, b, rtol: 1.0e-5, atol: 1.0e-3, equal_nan: true)) == 1,
    else: a == b
end

# Sums of f32 are even and below 2^24, so every order of adding them up is exact.
for {type, shapes} <- [
      f32: [{{1}, 0}, {{7}, 0}, {{31}, 0}, {{100}, 0}, {{32768}, 0}, {{2, 33001}, 1}, {{40, 300}, 0}, {{130, 3}, 0}],
      u8: [{{2}, 0}, {{33}, 0}, {{50001}, 0}, {{9, 40}, 1}, {{2, 65, 2, 4}, 1}],
      s64: [{{16383}, 0}, {{2, 11, 5}, 1}], bf16: [{{8}, 0}, {{300, 1}, 0}], f64: [{{9, 40}, 1}]
    ],
    {shape, axis} <- shapes, back <- [false, true] do
  float = type in [:f32, :f64, :f16, :bf16]
  limit = if type in [:f16, :bf16], do: 3, else: 101
  x = Nx.as_type(Nx.remainder(Nx.multiply(Nx.iota(shape, type: :s64), 7919), limit), type)
  x = if type in [:f16, :bf16] and Nx.size(x) > 200, do: Nx.multiply(x, 0), else: x
  [a, b] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit(scans.(axis, back, float), compiler: c).(x)
  ok = Enum.zip(Tuple.to_list(a), Tuple.to_list(b)) |> Enum.map(fn {p, q} -> same.(p, q) end)
  if Enum.all?(ok), do: IO.puts("same"), else: IO.inspect({type, shape, axis, back, ok})
end

nan = Nx.tensor([1.0, :neg_infinity, 3.0, :nan, 2.0, :infinity, -0.0, 9.0])
for back <- [false, true] do
  [a, b] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit(scans.(0, back, true), compiler: c).(nan)
  IO.puts(if inspect(a) == inspect(b), do: "same", else: inspect({a, b}))
end
END
run run "$tmp/lines.exs"
expect code 0
grep -v '^same$' <<< "$out" && wrong "what the reference gives"
[ "$(grep -c same <<< "$out")" -ge 38 ] || wrong "all of the cases"

cat > "$tmp/fused.exs" << 'END'
defmodule Fused do
  import Nx.Defn
  defn long(x), do: Nx.cumulative_sum(Nx.exp(x)) * 0.5 + x
  defn back(x), do: 1 - Nx.cumulative_max(x * 2, reverse: true)
  defn two(x), do: {Nx.cumulative_sum(x), Nx.cumulative_max(Nx.abs(x)), Nx.sum(x), x + 1}
  defn dear(x), do: Nx.cumulative_sum(Nx.pow(Nx.abs(x) + 1, x))
  defn of_sums(x), do: Nx.sum(Nx.cumulative_sum(x) * x)
  defn again(x), do: Nx.cumulative_sum(Nx.cumulative_sum(x) - 1)

  defn likely(x) do
    e = Nx.exp(x - Nx.reduce_max(x, axes: [1], keep_axes: true))
    s = Nx.cumulative_sum(e / Nx.sum(e, axes: [1], keep_axes: true), axis: 1)
    Nx.select(s < 0.9, x, 0.0)
  end

  defn both_ways(x), do: Nx.cumulative_sum(x, axis: 1) + Nx.cumulative_sum(x, axis: 1, reverse: true)
  defn columns(x), do: Nx.cumulative_sum(Nx.exp(x), axis: 0) / Nx.cumulative_sum(x * x + 1, axis: 0)
  defn down(x), do: {Nx.cumulative_max(x, axis: 0), Nx.sum(x, axes: [0]), Nx.cumulative_min(x + 1, axis: 0) - x}
  defn centred(x), do: Nx.cumulative_sum(x - Nx.mean(x, axes: [1], keep_axes: true), axis: 1)
  defn last(x), do: Nx.cumulative_sum(x, axis: 1) / Nx.reduce_max(Nx.cumulative_sum(x * x, axis: 1), axes: [1], keep_axes: true)

  defn stepped(x) do
    {_, y} = while {n = 0, y = x}, n < 3, do: {n + 1, Nx.cumulative_sum(y) / 100}
    y
  end
end

noise = fn shape -> Nx.sin(Nx.multiply(Nx.iota(shape, type: :f32), 12.9898)) end
long = noise.({70_001})
rows = noise.({50, 700})
for {name, f, x} <- [
      {:long, &Fused.long/1, long}, {:back, &Fused.back/1, long}, {:two, &Fused.two/1, long},
      {:dear, &Fused.dear/1, long}, {:of_sums, &Fused.of_sums/1, long}, {:again, &Fused.again/1, long},
      {:short, &Fused.again/1, noise.({999})}, {:likely, &Fused.likely/1, rows}, {:both_ways, &Fused.both_ways/1, rows},
      {:columns, &Fused.columns/1, rows}, {:down, &Fused.down/1, rows}, {:centred, &Fused.centred/1, rows},
      {:last, &Fused.last/1, rows}, {:stepped, &Fused.stepped/1, noise.({77})},
      {:wide, &Fused.likely/1, noise.({2, 200_000})}
    ] do
  [a, b] =
    for c <- [Cnx.LLVM, Nx.Defn.Evaluator] do
      r = Nx.Defn.jit_apply(f, [x], compiler: c)
      if is_tuple(r), do: Tuple.to_list(r), else: [r]
    end

  worst = Enum.zip(a, b) |> Enum.map(fn {p, q} ->
    Nx.to_number(Nx.divide(Nx.reduce_max(Nx.abs(Nx.subtract(p, q))), Nx.add(1, Nx.reduce_max(Nx.abs(q)))))
  end) |> Enum.max()
  near = worst < 1.0e-4 or (name in [:likely, :wide] and worst < 1)
  hash = Enum.map(a, fn t -> Nx.to_binary(t) end) |> :erlang.phash2()
  IO.puts("#{name} #{near} #{hash}")
end
END
run_bits run "$tmp/fused.exs"
[ "$(grep -c ' true ' <<< "$out")" = 15 ] || wrong "fifteen results like the reference's"

# Nothing runs beside the kernels of what is scanned.
kernels() {
    run explain "$tmp/fused.exs" "Fused.$1" "$2"
    expect code 0
    [ "$(grep -c ' kernel ' <<< "$out")" = "$3" ] || wrong "$3 kernels"
    grep -q 'routine\|reference' <<< "$out" && wrong "kernels alone"
    true
}
kernels long 'f32[70001]' 2
kernels likely 'f32[50][700]' 1
kernels columns 'f32[50][700]' 1
kernels centred 'f32[50][700]' 1
