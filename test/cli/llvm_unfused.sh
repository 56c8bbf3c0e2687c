# A kernel for each operation gives the bits of few kernels, loops included.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/bits.exs" <<'END'
defmodule Bits do
  import Nx.Defn
  defn softmax(n), do: Nx.exp(n) / Nx.sum(Nx.exp(n))

  defn norm(x) do
    mean = Nx.mean(x, axes: [-1], keep_axes: true)
    (x - mean) * Nx.rsqrt(Nx.variance(x, axes: [-1], keep_axes: true) + 1.0e-5)
  end

  defn columns(x), do: Nx.sum(Nx.tanh(x) * x, axes: [0]) / 3
  defn turn(x), do: Nx.transpose(x) * 2 + Nx.sum(x)

  defn elements(x) do
    {x, _} = while {x, i = 0}, i < 20, do: {Nx.sin(x) * 1.5 + i, i + 1}
    x
  end

  defn rows(x) do
    {_, s, b} =
      while {i = 0, s = x[0], b = Nx.broadcast(0.0, {9, 1000})}, i < 9 do
        {i + 1, s / Nx.sum(s[0..30]), Nx.put_slice(b, [i, 0], Nx.new_axis(Nx.tanh(s), 0))}
      end

    s + Nx.sum(b, axes: [0])
  end
end

x = Nx.multiply(Nx.sin(Nx.iota({300, 1000}, type: :f32)), 3)
all = [&Bits.softmax/1, &Bits.norm/1, &Bits.columns/1, &Bits.turn/1, &Bits.elements/1, &Bits.rows/1]
for f <- all, do: IO.puts(:erlang.phash2(Nx.to_binary(f.(x))))
END
run run --compiler llvm "$tmp/bits.exs"
expect code 0
fused=$out
run run --compiler llvm --no-fuse "$tmp/bits.exs"
expect out "$fused"
CNX_FUSE=off run run --compiler llvm "$tmp/bits.exs"
expect out "$fused"
run explain --no-fuse "$tmp/bits.exs" Bits.softmax 'f32[1000000]'
expect out-has "3 kernels"
