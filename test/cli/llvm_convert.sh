# Floats become integers as the reference makes them: cut, wrapped when finite, infinities saturate.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

# Every exponent with either sign, the largest and smallest fractions and some between.
cat > "$tmp/convert.exs" <<'END'
import Bitwise
codes = for high <- 0..511, low <- [0, 1, 0x2AAAAA, 0x400000, 0x555555, 0x7FFFFF], do: high <<< 23 ||| low
x = Nx.from_binary(for(c <- codes, into: <<>>, do: <<c::32-native>>), :f32)

for n <- [3072, 1031, 7], t <- [:u8, :s8, :u16, :s16, :u32, :s32, :u64, :s64] do
  x = Nx.slice(x, [3072 - n], [n])
  got = Nx.Defn.jit_apply(&Nx.as_type(&1, t), [x], compiler: Cnx.LLVM)
  IO.puts(Nx.to_binary(got) == Nx.to_binary(Nx.as_type(x, t)) || inspect({n, t}))
end
END
run run "$tmp/convert.exs"
expect code 0
[ "$(printf '%s\n' "$out" | sort | uniq -c | tr -s ' ')" = " 24 true" ] || wrong "24 that agree"
