# Complex numbers in kernels: parts are read and pairs stored, the same bits on any number of threads and
# unfused, near what the reference gives.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/complex.exs" << 'END'
defmodule Numbers do
  import Nx.Defn
  defn arithmetic(z, w), do: {z * w + 1, z / (w + 2), z - Nx.conjugate(w) * 2, Nx.negate(z)}
  defn functions(z, _), do: {Nx.exp(z), Nx.log(z + 3), Nx.sin(z) * Nx.cos(z), Nx.sqrt(z), Nx.abs(z)}
  defn moved(z, w), do: {Nx.transpose(z) + 1, Nx.reverse(z), Nx.concatenate([z, w]), Nx.pad(z, 1, [{1, 2, 1}, {0, 1, 0}]), z[[1..2, 1..-1//2]]}
  defn chosen(z, w), do: {Nx.select(Nx.real(z) > 0, z, w), Nx.equal(z, w), Nx.take(z, Nx.tensor([2, 0, 2])), Nx.put_slice(z, [1, 0], w[[0..1, 0..2]])}
  defn sums(z, w), do: {Nx.sum(z * w), Nx.sum(z * w, axes: [0]), Nx.sum(z, axes: [1]), Nx.dot(z, Nx.transpose(w)), Nx.as_type(z, :f32)}
  defn chain(z, w), do: Nx.reshape(Nx.reshape(z * w, {:auto}) * 2 - 1, {7, 33})
end

for type <- [:c64, :c128], {name, f} <- [arithmetic: &Numbers.arithmetic/2, functions: &Numbers.functions/2,
      moved: &Numbers.moved/2, chosen: &Numbers.chosen/2, sums: &Numbers.sums/2, chain: &Numbers.chain/2] do
  part = fn by -> Nx.iota({7, 33}, type: :f64) |> Nx.multiply(by) |> Nx.sin() end
  z = Nx.complex(part.(0.7), part.(1.3)) |> Nx.as_type(type)
  w = Nx.complex(part.(2.9), part.(0.1)) |> Nx.as_type(type)
  [a, b] =
    for c <- [Cnx.LLVM, Nx.Defn.Evaluator] do
      r = Nx.Defn.jit_apply(f, [z, w], compiler: c)
      if is_tuple(r), do: Tuple.to_list(r), else: [r]
    end

  near = fn p, q -> Nx.type(p) == Nx.type(q) and Nx.to_number(Nx.all_close(p, q, rtol: 2.0e-6, atol: 1.0e-6)) == 1 end
  hash = a |> Enum.map(&Nx.to_binary/1) |> :erlang.phash2()
  IO.puts("#{type} #{name} #{Enum.zip(a, b) |> Enum.all?(fn {p, q} -> near.(p, q) end)} #{hash}")
end
END
run_bits run "$tmp/complex.exs"
[ "$(grep -c ' true ' <<< "$out")" = 12 ] || wrong "twelve results like the reference's"
