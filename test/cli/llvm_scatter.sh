# Slices put into an array by kernels: what is put and where are computed inside, in the order of the
# updates, and as the reference says.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/scatter.exs" << 'END'
defmodule Scatter do
  import Nx.Defn
  defn histogram(x), do: Nx.indexed_add(Nx.broadcast(0.0, {10}), Nx.new_axis(Nx.as_type(x * 10, :s32), 1), x * x)
  defn count(x), do: Nx.indexed_add(Nx.broadcast(Nx.tensor(0, type: :u8), {10}), Nx.new_axis(Nx.as_type(x * 10, :u8), 1), 1 + Nx.as_type(x * 0, :u8))
  defn add(t, i, u), do: Nx.indexed_add(t * 2, Nx.new_axis(i, 1), u * 2 + 1)
  defn put(t, i, u), do: Nx.indexed_put(t, Nx.new_axis(i, 1), Nx.abs(u))
  defn pairs(t, i), do: Nx.indexed_add(t, Nx.stack([i, Nx.remainder(i + 1, 7)], axis: 1), i * 3)
  defn last(t, i, u), do: Nx.indexed_add(t, Nx.new_axis(i, 1), u, axes: [1])
  defn middle(t, i, u), do: Nx.indexed_put(t, Nx.new_axis(i, 1), u - 1, axes: [1])
  defn taken(t, i, j, w), do: Nx.indexed_add(t * 0, Nx.new_axis(i, 1), Nx.take(t, j) * Nx.new_axis(w, 1))
  defn slice(t, s, u), do: Nx.put_slice(t + 1, [s, 2 * s], u * 2)
  defn complex(t, i, u), do: Nx.indexed_add(t, Nx.new_axis(i, 1), Nx.complex(u, 1 - u))
  defn few(t, i), do: Nx.indexed_add(t, Nx.new_axis(i, 1), 0.5 * i)
end

defmodule Numbers do
  def at(count, most), do: Nx.remainder(Nx.multiply(Nx.iota({count}), 7919), most)
  def of(shape, type), do: Nx.as_type(Nx.remainder(Nx.multiply(Nx.iota(shape), 37), 101), type)
end

x = Nx.divide(Numbers.of({20_000}, :f32), 101)
i = Numbers.at(5000, 400)
whole = for t <- [:f32, :bf16, :f64, :s16, :u8], do: {Numbers.of({400, 12}, t), Numbers.of({5000, 12}, t)}
narrow = for t <- [:f16, :f32, :s64], do: {Numbers.of({400, 3}, t), Numbers.of({5000, 3}, t)}

calls =
  [
    {&Scatter.histogram/1, [x]},
    {&Scatter.count/1, [x]},
    {&Scatter.pairs/2, [Numbers.of({400, 7}, :s32), i]},
    {&Scatter.last/3, [Numbers.of({3, 400}, :f64), i, Numbers.of({5000, 3}, :f64)]},
    {&Scatter.middle/3, [Numbers.of({3, 400, 5}, :f32), i, Numbers.of({5000, 3, 5}, :f32)]},
    {&Scatter.taken/4, [Numbers.of({400, 16}, :f32), i, Numbers.at(5000, 399), Nx.divide(i, 400)]},
    {&Scatter.slice/3, [Numbers.of({90, 80}, :f32), 7, Numbers.of({30, 20}, :f32)]},
    {&Scatter.slice/3, [Numbers.of({90, 80}, :s8), 77, Numbers.of({30, 20}, :s8)]},
    {&Scatter.complex/3, [Numbers.of({400}, :c64), i, Numbers.of({5000}, :f32)]},
    {&Scatter.few/2, [Nx.iota({50}, type: :f32), Numbers.at(20, 50)]}
  ] ++
    for({t, u} <- whole ++ narrow, f <- [&Scatter.add/3, &Scatter.put/3], do: {f, [t, i, u]})

for {f, args} <- calls do
  fast = Nx.Defn.jit_apply(f, args, compiler: Cnx.LLVM)
  slow = Nx.Defn.jit_apply(f, args, compiler: Nx.Defn.Evaluator)
  close = if Nx.Type.integer?(slow.type), do: Nx.all(Nx.equal(fast, slow)), else: Nx.all_close(fast, slow, rtol: 1.0e-2)
  IO.puts("#{Nx.to_number(close)} #{:erlang.phash2(Nx.to_binary(fast))}")
end

for bad <- [-1, 400] do
  outside = Nx.indexed_put(i, Nx.tensor([[4000]]), Nx.tensor([bad]))

  for {f, u} <- [{&Scatter.put/3, Numbers.of({5000, 3}, :f32)}, {&Scatter.add/3, Numbers.of({5000, 3}, :f32)}] do
    try do
      Nx.Defn.jit_apply(f, [Numbers.of({400, 3}, :f32), outside, u], compiler: Cnx.LLVM)
    rescue
      e -> IO.puts(Exception.message(e))
    end
  end
end
END
run_bits run --compiler llvm "$tmp/scatter.exs"
[ "$(grep -c '^1 ' "$tmp/out")" = 26 ] || wrong "26 results as the reference's"
[ "$(grep -c '^index -1 is out of bounds for axis 0 in shape {400, 3}' "$tmp/out")" = 2 ] || wrong "an error"
[ "$(grep -c '^index 400 is out of bounds for axis 0 in shape {400, 3}' "$tmp/out")" = 2 ] || wrong "an error"

sed '/^defmodule Numbers/,$d' "$tmp/scatter.exs" > "$tmp/scatter_test.exs"
cat >> "$tmp/scatter_test.exs" << 'END'

defmodule Scatter.KernelsTest do
  use ExUnit.Case
  import Cnx.Assertions

  defp rows, do: {Nx.iota({400, 12}, type: :f32), Nx.iota({5000}), Nx.iota({5000, 12}, type: :f32)}

  test "what is put and where is part of one kernel" do
    {t, i, u} = rows()
    assert_kernels(&Scatter.histogram/1, [Nx.iota({20_000}, type: :f32)], 1, others: 0)
    assert_kernels(&Scatter.add/3, [t, i, u], 1, others: 0)
    assert_kernels(&Scatter.put/3, [t, i, u], 1, others: 0)
    assert_kernels(&Scatter.last/3, [Nx.iota({3, 400}), i, Nx.iota({5000, 3})], 1, others: 0)
    assert_kernels(&Scatter.taken/4, [t, i, i, u[[.., 0]]], 1, others: 0)
  end

  test "a slice is put over what it is put into" do
    {t, _, u} = rows()
    assert_kernels(&Scatter.slice/3, [t, 3, u[0..3]], 2, others: 0)
    assert_peak_memory(&Scatter.slice/3, [t, 3, u[0..3]], 4 * 400 * 12 + 4096)
  end
end
END
run test "$tmp/scatter_test.exs"
expect code 0
