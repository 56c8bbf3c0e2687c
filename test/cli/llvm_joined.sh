# What only a concatenation needs last is made in its place, however many operands it has, and the
# bits are the reference's.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/joined.exs" <<'END'
defmodule Joined do
  import Nx.Defn

  # Parts that are needed later, twice, as results, or are inputs are copied.
  deftransform parts(x) do
    made = Enum.map(1..9, fn i -> Nx.multiply(x, i) end) ++ Enum.map(1..9, fn i -> Nx.sort(Nx.multiply(x, i), axis: 1) end)
    [first, second | _] = made
    {made ++ [x, first], first, second}
  end

  defn rows(x) do
    {all, first, second} = parts(x)
    whole = Nx.concatenate(all, axis: 0)
    {whole, Nx.sum(whole) + Nx.sum(second), first}
  end

  defn columns(x) do
    {all, _, second} = parts(x)
    Nx.concatenate(all, axis: 1) + Nx.sum(second)
  end

  defn taken_over(x) do
    {all, _, _} = parts(x)
    Nx.as_type(Nx.concatenate(all, axis: 0), :f32) * 0.5
  end
end

bytes = fn all -> [all] |> Nx.Defn.Composite.flatten_list() |> Enum.map(&Nx.to_binary/1) end
x = Nx.remainder(Nx.multiply(Nx.iota({3, 5}), 7), 11)

for f <- [&Joined.rows/1, &Joined.columns/1, &Joined.taken_over/1], t <- [:s32, :f32, :u8] do
  input = Nx.as_type(x, t)
  got = Nx.Defn.jit_apply(f, [input], compiler: Cnx.LLVM)
  want = Nx.Defn.jit_apply(f, [input], compiler: Nx.Defn.Evaluator)
  IO.puts(bytes.(got) == bytes.(want))
end
END
run run --compiler llvm "$tmp/joined.exs"
expect code 0
expect out "$(printf 'true\n%.0s' 1 2 3 4 5 6 7 8 9)"
for threads in 1 3; do
    CNX_THREADS=$threads CNX_FUSE=off run run --compiler llvm "$tmp/joined.exs"
    expect out "$(printf 'true\n%.0s' 1 2 3 4 5 6 7 8 9)"
done
run explain "$tmp/joined.exs" Joined.columns 's32[3][5]'
grep -q 'routine *concatenate' "$tmp/out" || wrong "a concatenation of many is copied"
