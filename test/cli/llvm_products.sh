# What unrolled steps add to the gradient of a weight is one product of matrices.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/sums.exs" <<'END'
defmodule Sums do
  import Nx.Defn

  defn loss(w, xs) do
    h = Nx.dot(xs[0], w)
    h = Nx.tanh(Nx.dot(xs[1] + Nx.sum(h), w)) + h
    h = Nx.tanh(Nx.dot(xs[2] - h[[.., 0..15]], w)) * h
    Nx.sum(h * h)
  end

  defn slope(w, xs), do: {Cnx.AD.grad(w, &loss(&1, xs))}

  # Sums that are used before they are whole stay.
  defn steps(xs, ys) do
    a = Nx.dot(xs[0], [0], ys[0], [0])
    b = a + Nx.dot(xs[1], [0], ys[1], [0])
    c = b + Nx.dot(xs[2], [0], ys[2], [0])
    {b, c, Nx.tanh(c)}
  end
end

w = Nx.multiply(Nx.sin(Nx.iota({16, 24}, type: :f64)), 0.1)
xs = Nx.cos(Nx.iota({3, 4, 16}, type: :f64))
ys = Nx.cos(Nx.iota({3, 4, 24}, type: :f64))

for {f, args} <- [{&Sums.slope/2, [w, xs]}, {&Sums.steps/2, [xs, ys]}] do
  got = apply(f, args)
  want = Nx.Defn.jit_apply(f, args, compiler: Nx.Defn.Evaluator)

  for {a, b} <- Enum.zip(Tuple.to_list(got), Tuple.to_list(want)),
      do: IO.puts(Nx.to_number(Nx.all_close(a, b, rtol: 1.0e-12)))
end
END
run run --compiler llvm "$tmp/sums.exs"
expect out "1
1
1
1"
run explain --after products "$tmp/sums.exs" Sums.slope 'f64[16][24]' 'f64[3][4][16]'
expect code 0
[ "$(grep -c 'dot .*contract_a=\[0\]' "$tmp/out")" = 1 ] || wrong "one product for the slope"
run explain --after products "$tmp/sums.exs" Sums.steps 'f64[3][4][16]' 'f64[3][4][24]'
[ "$(grep -c 'dot .*contract_a=\[0\]' "$tmp/out")" = 2 ] || wrong "two products for the steps"
