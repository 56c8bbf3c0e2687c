# Gather inside kernels: with what computes its operand and its indices and with what uses it, the same
# bits on any number of threads and unfused; an index outside is the reference's error.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/gather.exs" << 'END'
defmodule Gather do
  import Nx.Defn
  defn rows(x, i), do: Nx.exp(Nx.take(x * 2, Nx.remainder(i, 50), axis: 0)) |> Nx.sum(axes: [1])
  defn columns(x, i), do: Nx.sum(Nx.take(x, i, axis: 1) * 3 + 1)
  defn pairs(x, i), do: Nx.gather(x, Nx.stack([Nx.remainder(i, 50), Nx.remainder(i * 3, 40)], axis: 1)) - 1
  defn twice(x, i), do: x |> Nx.take(i, axis: 0) |> Nx.take(Nx.reverse(i), axis: 1)
  defn padded(x, i), do: Nx.pad(Nx.take(x, i + 40, axis: 0), 0.0, [{3, 3, 0}, {0, 0, 0}])
  defn joined(x, i), do: Nx.concatenate([Nx.take(x, i, axis: 1), x * 2], axis: 1)
  defn some(x, i), do: {Nx.take(x, i, axis: 0) * 2, Nx.sum(Nx.take(x, i, axis: 0))}

  defn looked_up(x, i) do
    {_, _, _, y} = while {x, i, n = 0, y = x}, n < 3, do: {x, i, n + 1, Nx.take(x, i + n, axis: 0) + y}
    y
  end

  # Places outside are in branches that are not taken: with states, in loops inside, put into an array.
  defn guarded(x, i) do
    {sum, y, _} =
      while {sum = 0.0, y = Nx.broadcast(0.0, {60}), {x, i, n = 0}}, n < 60 and in_front(x, n) do
        sum =
          cond do
            n >= 50 -> sum - 1
            x[[Nx.take(i, n), 0]] > 0.5 -> sum + repeated(x, i, n)
            true -> sum + Nx.take(x[[.., 2]], n)
          end

        y = if n < 50, do: Nx.put_slice(y, [n], Nx.reshape(Nx.take(x[[.., 1]], n), {1})), else: y
        {sum, y, {x, i, n + 1}}
      end

    {sum, y}
  end

  defnp in_front(x, n) do
    cond do
      n >= 50 -> 1
      Nx.take(x[[.., 3]], n) > 5.0 -> 0
      true -> 1
    end
  end

  defnp repeated(x, i, n) do
    {sum, _} = while {s = 0.0, {x, i, n, k = 0}}, k < 3, do: {s + x[[Nx.take(i, n), k]] * Nx.take(x[[.., 5]], n), {x, i, n, k + 1}}
    sum
  end

  defn outside(x, i), do: Nx.exp(Nx.take(x, i, axis: 0) * 2)
end

x = Nx.iota({50, 40}, type: :f32) |> Nx.sin()
wide = Nx.remainder(Nx.multiply(Nx.iota({5000}), 7919), 2000)

for {name, f, i} <- [
      rows: {&Gather.rows/2, wide}, columns: {&Gather.columns/2, Nx.remainder(wide, 40)},
      pairs: {&Gather.pairs/2, wide}, twice: {&Gather.twice/2, Nx.tensor([7, 0, 39, 7])},
      padded: {&Gather.padded/2, Nx.iota({10}, type: :u8)}, joined: {&Gather.joined/2, Nx.tensor([3, 1])},
      some: {&Gather.some/2, Nx.tensor([49, 0, 20], type: :s16)},
      looked_up: {&Gather.looked_up/2, Nx.remainder(Nx.iota({50}), 7)},
      guarded: {&Gather.guarded/2, Nx.remainder(Nx.iota({50}), 7)}
    ] |> Enum.map(fn {n, {f, i}} -> {n, f, i} end) do
  [a, b] =
    for c <- [Cnx.LLVM, Nx.Defn.Evaluator] do
      r = Nx.Defn.jit_apply(f, [x, i], compiler: c)
      if is_tuple(r), do: Tuple.to_list(r), else: [r]
    end

  near = Enum.zip(a, b) |> Enum.all?(fn {p, q} -> Nx.to_number(Nx.all_close(p, q, rtol: 1.0e-5)) == 1 end)
  hash = Enum.map(a, fn t -> Nx.to_binary(t) end) |> :erlang.phash2()
  IO.puts("#{name} #{near} #{hash}")
end

for i <- [[0, 50], [-1, 3], List.duplicate(2, 4000) ++ [77, 78]], do:
  (try do
     Nx.Defn.jit_apply(&Gather.outside/2, [x, Nx.tensor(i)], compiler: Cnx.LLVM)
   rescue
     e in ArgumentError -> IO.puts(e.message)
   end)
END
run_bits run "$tmp/gather.exs"
[ "$(grep -c ' true ' <<< "$out")" = 9 ] || wrong "nine results like the reference's"
expect out-has "index 50 is out of bounds for axis 0 in shape {50, 40}
index -1 is out of bounds for axis 0 in shape {50, 40}
index 77 is out of bounds for axis 0 in shape {50, 40}"

# Nothing is gathered apart from what it is used for.
run explain "$tmp/gather.exs" Gather.columns 'f32[50][40]' 's32[5000]'
expect code 0
grep -q 'routine\|gather *|' <<< "$out" && wrong "kernels alone"
true
