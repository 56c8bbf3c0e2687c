# Divided by one number that is the same for all, elements have the bits of any other quotient: zeros
# with their signs, subnormal, huge and infinite ones, and divisors for which no shorter way is right.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/divide.exs" << 'END'
divide = fn x, d -> Nx.divide(x, d) end
by_constants = fn x -> {Nx.divide(x, 3), Nx.divide(x, 1.1), Nx.divide(x, -7), Nx.divide(x, 8), Nx.divide(x, 0.7)} end
bits = fn t -> Nx.to_binary(Nx.select(Nx.is_nan(t), 0.5, t)) end

any = Nx.multiply(Nx.iota({40_000}, type: :u64), Nx.tensor(461_168_601_842_739, type: :u64))
edges = [0.0, -0.0, 1.0, -1.0, 1.0e-45, 1.0e-27, 8.1e-28, 8.0e-28, -1.0e-38, 3.4e38, -3.4e38]

for {type, from} <- [f32: Nx.as_type(Nx.right_shift(any, 32), :u32), f64: any] do
  last = if type == :f32, do: [1.17e-38], else: [5.0e-324, 2.3e-308, 1.0e-271, 1.2e-271, 1.7e308]
  odd = Nx.tensor(edges ++ last ++ [:infinity, :neg_infinity, :nan], type: type)
  near = Nx.multiply(Nx.iota({40_000}, type: type), 0.0123)
  x = Nx.concatenate([Nx.bitcast(from, type), near, odd, Nx.broadcast(odd, {64, Nx.size(odd)}) |> Nx.flatten()])

  for d <- [1.0, 3.0, 7.7, 1.9999999, 49.0, 1.0e10, 68_719_476_736.0, 7.0e10, 1.0e30, 0.3, 1.0e-5, -3.0, -0.0, 1.0e-40, :infinity, :nan],
      d = Nx.tensor(d, type: type),
      x <- [x, near],
      bits.(Nx.Defn.jit(divide, compiler: Cnx.LLVM).(x, d)) != bits.(divide.(x, d)) do
    IO.inspect({type, d})
  end

  for {a, b} <- Enum.zip(Tuple.to_list(Nx.Defn.jit(by_constants, compiler: Cnx.LLVM).(x)), Tuple.to_list(Nx.Defn.jit(by_constants, compiler: Nx.Defn.Evaluator).(x))),
      bits.(a) != bits.(b) do
    IO.inspect({type, :constant})
  end
end

IO.puts("done")
END
run run "$tmp/divide.exs"
expect out "done"
