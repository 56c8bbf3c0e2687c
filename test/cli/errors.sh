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

# Errors that are known when a module's body has run come behind those of its lines.
cat > "$tmp/uses.exs" <<'END'
defmodule Uses do
  def early, do: shout(1)
  def other, do: max(1, 2)
  def third, do: nope(unknown)
  IO.puts("the body goes on")
  defmacro shout(x), do: x
  def max(a, b), do: {a, b}
end
END
run run "$tmp/uses.exs"
expect code 1
expect out 'the body goes on'
expect err-has 'cannot invoke macro shout/1 before its definition'
expect err-has 'imported Kernel.max/2 conflicts with local function'
expect err-has 'undefined variable "unknown"'
expect err-has 'undefined function nope/1 (expected Uses to define such a function'

# A macro that has an error is not called.
cat > "$tmp/macro.exs" <<'END'
defmodule Broken do
  defmacro twice(x), do: y
  def f, do: twice(1)
end
END
run run "$tmp/macro.exs"
expect code 1
expect err-has 'undefined variable "y"'

run -e 'x = 1; ^x'
expect err-has 'misplaced operator ^x'
expect err-has 'The pin operator ^ is supported only inside matches or inside custom macros. Make sure you are inside a match or all necessary macros have been required'
