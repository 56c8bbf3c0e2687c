# Products of matrices have the same bits on any number of threads; those of integers, which wrap,
# are the reference's.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/dots.exs" <<'END'
numbers = fn shape, t ->
  Nx.iota(shape) |> Nx.multiply(40503) |> Nx.remainder(65521) |> Nx.subtract(30000) |> Nx.as_type(t)
end

for t <- [:u8, :s8, :u16, :s16, :u32, :s32, :u64, :s64, :bf16, :f16, :f32, :f64],
    {a, i, b, j} <- [{{131, 90}, 1, {90, 97}, 0}, {{90, 131}, 0, {97, 90}, 1}, {{40, 260}, 1, {111, 260}, 1}] do
  x = numbers.(a, t)
  y = numbers.(b, t)
  got = Nx.Defn.jit_apply(&Nx.dot(&1, [i], &2, [j]), [x, y], compiler: Cnx.LLVM)

  if Nx.Type.integer?(Nx.type(got)),
    do: IO.puts(Nx.to_binary(got) == Nx.to_binary(Nx.dot(x, [i], y, [j]))),
    else: IO.puts(:erlang.crc32(Nx.to_binary(got)))
end
END
run run "$tmp/dots.exs"
expect code 0
[ "$(printf '%s\n' "$out" | head -n 24 | sort -u)" = true ] || wrong "integers as the reference has them"
all=$out
for threads in 1 2 3 8; do
    CNX_THREADS=$threads run run "$tmp/dots.exs"
    expect out "$all"
done
