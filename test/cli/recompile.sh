# A definition that is compiled again and again says so, once, and why.
. test/cli/prelude

cat > "$tmp/again.exs" << 'END_OF_FILE'
defmodule Again do
  import Nx.Defn
  defn twice(x, y), do: x * 2 + y
  defn pair({a, _}), do: a
end
for n <- 1..40, do: Again.twice(1.0, Nx.iota({n}, type: :f32))
for n <- 1..40, do: Again.pair({n * 1.0, n})
END_OF_FILE
run run --compiler reference "$tmp/again.exs"
expect code 0
expect err-has 'warning: Again.twice/2 was compiled 32 times'
expect err-has 'argument 2 was f32[31] the time before and is f32[32] now'
[ "$(grep -c warning "$tmp/err")" = 1 ] || wrong 'one warning'
