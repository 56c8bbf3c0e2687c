# Effects on llvm: what calls the program back does so in the program's order, with the values of kernels
# before it, and nothing is computed across it twice. Without oneDNN products are our own.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/effects.exs" << 'END'
defmodule Effects do
  import Nx.Defn

  defn run(x) do
    a = print_value(Nx.exp(x) * 2, label: "first")
    b = print_value(Nx.sum(a) + 1, label: "second")
    c = print_value(Nx.take(a, Nx.tensor([2, 0])) - b, label: "third")
    d = Nx.tanh(c) + b
    _unused = print_value(d * 3, label: "never")
    Nx.sum(d)
  end

  defn looped(x) do
    {_, y} = while {i = 0, x}, i < 3, do: {i + 1, print_value(x * 2, label: "step")}
    y
  end
end

[compiler] = System.argv()
compiler = if compiler == "llvm", do: Cnx.LLVM, else: Nx.Defn.Evaluator
x = Nx.tensor([0.0, 1.0, 2.0])
IO.inspect(Nx.Defn.jit_apply(&Effects.run/1, [x], compiler: compiler))
IO.inspect(Nx.Defn.jit_apply(&Effects.looped/1, [x], compiler: compiler))
END
run run "$tmp/effects.exs" reference
expect code 0
want=$(grep -oE 'first|second|third|never|step' <<< "$out")
[ "$want" = "first
second
third
step
step
step" ] || wrong "three prints in order and one a step"
want=$out
for threads in 1 3; do
    CNX_THREADS=$threads run run "$tmp/effects.exs" llvm
    expect code 0
    [ "$(tr -d '0-9.' <<< "$out")" = "$(tr -d '0-9.' <<< "$want")" ] || wrong "the reference's prints: $want"
done
cat > "$tmp/dot.exs" << 'END'
a = Nx.iota({300, 200}, type: :f32) |> Nx.sin()
b = Nx.iota({200, 150}, type: :f32) |> Nx.cos()
f = fn a, b -> Nx.dot(a, b) end
[p, q] = for c <- [Cnx.LLVM, Nx.Defn.Evaluator], do: Nx.Defn.jit_apply(f, [a, b], compiler: c)
IO.inspect(Nx.to_number(Nx.all_close(p, q, atol: 1.0e-4)))
END
CNX_ONEDNN=off run run "$tmp/dot.exs"
expect out "1"
run run "$tmp/dot.exs"
expect out "1"
