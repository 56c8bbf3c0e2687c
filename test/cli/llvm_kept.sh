# What several kernels need, or one needs again and again, is kept once: the last value of a chain,
# not each on the way, and nothing that is cheap to make of what is kept.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/kept.exs" <<'END'
defmodule Kept do
  import Nx.Defn

  # Each part is computed once, though a kernel chooses between them for each element.
  defn parts(x, w) do
    a = Nx.tanh(Nx.exp(x) * 2)
    b = Nx.sin(Nx.cos(x) + 1)
    Nx.dot(Nx.concatenate([a, b], axis: 1), w)
  end

  # The product comes between both uses of exp(x), from which the rest is cheap.
  defn twice(x, w) do
    e = Nx.exp(x)
    s = 1 / (1 + e)
    Nx.dot(Nx.tanh(s), w) * (s * s) * e
  end
end
END
run explain --after fuse "$tmp/kept.exs" Kept.parts 'f32[32][16]' 'f32[32][64]'
grep -q '^step 0: map 32 16: \(tanh, sin\|sin, tanh\)$' "$tmp/out" || wrong "two values of the parts"
run explain --after fuse "$tmp/kept.exs" Kept.twice 'f32[64][64]' 'f32[64][64]'
grep -q '^step 0: map 64 64: exp, tanh$' "$tmp/out" || wrong "exp and the operand are kept"
