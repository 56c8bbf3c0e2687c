# Sums along columns on llvm, where pieces of rows, blocks and stripes are whole and where they are cut.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/columns.exs" << 'END'
both = fn axes -> fn x -> {Nx.sum(x, axes: axes), Nx.reduce_max(Nx.multiply(x, 2), axes: axes)} end end

for {shape, axes} <- [
      {{2112, 16}, [0]}, {{2111, 17}, [0]}, {{4096, 100}, [0]}, {{70, 40}, [0]}, {{72, 1500}, [0]},
      {{8, 5}, [0]}, {{136, 33}, [0]}, {{1000, 1025}, [0]}, {{131_080, 2}, [0]},
      {{3, 2112, 3, 16}, [1, 2]}, {{3, 2112, 3, 16}, [0, 2]}, {{1100, 2100}, [0]}, {{1091, 4500}, [0]}
    ] do
  x = Nx.remainder(Nx.iota(shape, type: :s32), 1009)
  [a, b] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit(both.(axes), compiler: c).(x)
  IO.inspect({shape, a == b})
end
END
run run "$tmp/columns.exs"
expect code 0
[ "$(grep -c ', true}' <<< "$out")" = 13 ] || { echo "$out"; exit 1; }
