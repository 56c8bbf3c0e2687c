# An unknown function comes with near names, a shape error with Nx's text and a caret.
. test/cli/prelude

echo 'Nx.tensr([1, 2])' > "$tmp/near.exs"
run run "$tmp/near.exs"
expect code 1
expect err-has UndefinedFunctionError
expect err-has 'Nx.tensr/1'
expect err-has tensor
expect err-has near.exs:1

printf 'x = Nx.iota({4, 3})\nNx.add(x, Nx.iota({5}))\n' > "$tmp/shape.exs"
run run "$tmp/shape.exs"
expect code 1
expect err-has '** (ArgumentError) cannot broadcast tensor of dimensions {4, 3} to {5}'
expect err-has shape.exs:2
expect_caret

cat > "$tmp/grad.exs" <<'END'
defmodule G do
  import Nx.Defn
  defn g(x), do: grad(x, fn x -> Nx.quotient(x, 2) end)
end
G.g(Nx.tensor([1, 2]))
END
run run "$tmp/grad.exs"
expect code 1
expect err-has grad.exs:
expect_caret
