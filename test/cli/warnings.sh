# Warnings: what is found, where it is shown, --warnings-as-errors.
. test/cli/prelude
cd "$tmp" || exit 1

cat > odd.exs <<'END'
defmodule Odd do
  alias Foo.Bar
  alias Foo.Baz, warn: false
  alias :erlang, as: Used
  import Other
  def f(unused, _ignored), do: 1
  def g(x) do
    z = x
    Used.hd(x)
  end
  defp lonely(a), do: lonely(a)
  defp called(a), do: a
  def h(a), do: called(a)
  def h(b), do: b
  def f(1, 2), do: 1
  def i(_x), do: _x
  def j(x, list) do
    case list do
      [x | _] -> 1
      _ -> x
    end
  end
end
defmodule Odd do
end
END
printf 'defmodule Other do\n  def other, do: 1\nend\n' | cat - odd.exs > all.exs
run run all.exs
expect code 0
expect no-out
expect no-colour
for text in \
    '"unused" is unused (if the variable is not meant to be used, prefix it with an underscore)' \
    'all.exs:9:9: Odd.f/2' \
    'variable "z" is unused' \
    'variable "x" is unused (there is a variable with the same name in the context, use the pin operator (^) to match on it or prefix this variable with underscore if it is not meant to be used)' \
    'function lonely/1 is unused' \
    'this clause for h/1 cannot match because a previous clause at line 16 always matches' \
    'clauses with the same name and arity (number of arguments) should be grouped together, "def f/2" was previously defined (all.exs:9)' \
    'the underscored variable "_x" is used after being set.' \
    'redefining module Odd (current version defined in memory)' \
    'unused alias Bar' 'unused import Other' 'all.exs:5:3: Odd (module)'; do
    expect err-has "$text"
done
for text in Baz 'alias Used' called 'variable "a"' 'variable "b"'; do
    [[ $err != *"warning: $text"* ]] || wrong "no warning about $text"
done
[ "$(grep -c warning: err)" = 11 ] || wrong "11 warnings, not $(grep -c warning: err)"

# Of several aliases in one line each is used or not.
printf 'defmodule A do\n  alias B.{C, D}\n  alias B.{E, F}, warn: false\n  def f, do: C\nend\n' > many.exs
run run many.exs
[[ $err == *'warning: unused alias D'*'many.exs:2:3: A (module)' ]] || wrong "an alias of two"
[ "$(grep -c warning: err)" = 1 ] || wrong "1 warning, not $(grep -c warning: err)"

printf 'defmodule A do\n  def f(long_name) do\n    1\n  end\nend\n' > box.exs
run run box.exs
[ "$err" = '    warning: variable "long_name" is unused (if the variable is not meant to be used, prefix it with an underscore)
    │
  2 │   def f(long_name) do
    │         ~~~~~~~~~
    │
    └─ box.exs:2:9: A.f/1' ] || wrong "Elixir's layout"

run run --warnings-as-errors box.exs
expect code 1
expect err-has "failed due to warnings while using the --warnings-as-errors option"

# Variables of a script, and what stands in the middle of a block.
cat > script.exs <<'END'
defmodule Middle do
  @never 1
  @doc "text"
  defp private(x), do: x
  def f(x) do
    "text"
    x
    @never
    private(x)
  end
end
a = 1
a = a + 1
{b, c} = {a, 2}
b = 3
d = 4
IO.inspect(fn -> d end.())
if true, do: (e = 1)
END
sed -i 's/@never$/1/' script.exs
run run script.exs
for text in \
    'variable "b" is unused (if the' 'script.exs:14:2' 'variable "c" is unused' 'script.exs:15:1' \
    'variable "e" is unused' 'module attribute @never was set but never used' \
    'defp private/1 is private, @doc attribute is always discarded for private functions/macros/types' \
    'code block contains unused literal "text" (remove the literal or assign it to _ to avoid warnings)' \
    'variable x in code block has no effect as it is never returned (remove the variable or assign it to _ to avoid warnings)'; do
    expect err-has "$text"
done
[[ $err != *'variable "a"'* && $err != *'variable "d"'* ]] || wrong "no warnings about a and d"

# Nothing to find: macros, closures, defaults, patterns of all kinds, definitions.
cat > fine.exs <<'END'
defmodule Fine do
  import Nx.Defn
  import Enum, only: [map: 2]
  require Integer
  defmacrop twice(x), do: quote(do: unquote(x) + unquote(x))
  defguardp is_small(x) when x < 10
  def a(x, y \\ 1), do: fn z -> {x, y, z} end
  def b(x) when is_small(x), do: twice(x)
  def b(x), do: map(x, &helper/1)
  defp helper(x), do: with({:ok, y} <- x, do: y)
  defp later(x), do: x
  def c(<<n, rest::binary-size(n)>>), do: later(rest)
  def d(x, x), do: for(y <- x, z = y, Integer.is_odd(z), into: %{}, do: {y, z})
  def e(x) do
    y = if x, do: 1, else: 2
    try do
      later(y)
    rescue
      error in ArgumentError -> later(error)
    catch
      kind, reason -> {kind, reason}
    end
  end
  def f(%{a: a} = whole, key), do: %{whole | a: [a, whole[key]]}
  def g(x) do
    y = x
    fn -> fn -> y end end
  end
  def h(x, y) do
    case x do
      ^y -> 1
      %{^y => z} -> z
      _ -> 2
    end
  end
  def i do
    x = 1
    binding()[:x] || x
  end
  def j(x), do: "#{later(x)}"
  def k(x) do
    receive do
      {^x, y} -> y
    after
      0 -> nil
    end
  end
  defn m(t, opts \\ []), do: n(t) * opts[:by]
  defnp n(t), do: Nx.sum(t)
end
x = 1
IO.inspect(Fine.b(x))
END
run run --warnings-as-errors fine.exs
expect code 0
expect out 2
expect no-err

# Private definitions that no other leads to, those that only call each other among them.
cat > private.exs <<'END'
defmodule P do
  import Nx.Defn
  defn used(x), do: through(x)
  defnp through(x), do: last(x) + part(x)
  defnp last(x), do: x
  deftransformp part(x), do: x
  defnp alone(x), do: beside(x)
  defnp beside(x), do: x
  deftransformp nobody(x), do: x
  defn given(x), do: {whole(x, 1), shape(x, 2)}
  defnp whole(x, y \\ 0), do: x + y
  deftransformp shape(x, y \\ 0), do: {Nx.shape(x), y}
end
END
run run private.exs
expect code 0
for f in alone beside nobody; do expect err-has "function $f/1 is unused"; done
[[ $err != *through* && $err != *last* && $err != *part/1* && $err != *default* ]] || wrong "no warning of what is used"

# All functions with an error are reported.
printf 'defmodule A do\n  def f, do: x\n  def g(y), do: h(y)\n  def i, do: z\nend\n' > bad.exs
run run bad.exs
expect code 1
expect err-has 'undefined variable "x"'
expect err-has 'undefined function h/1 (expected A to define such a function or for it to be imported, but none are available)'
expect err-has 'undefined variable "z"'
[[ $err != *warning:* ]] || wrong "no warnings about what did not compile"

# Elements that a definition gets while it is traced make it another program each time.
cat > tensor.exs <<'END'
defmodule D do
  import Nx.Defn
  @known [1, 2]
  defn f(x, opts \\ []), do: x + Nx.tensor(opts[:key])
  defn g(x), do: x + Nx.tensor([{1, -2}]) + Nx.tensor(@known) + Nx.tensor(:nan)
end
END
run run tensor.exs
expect code 0
expect err-has 'warning: Nx.tensor/2 inside defn expects the first argument to be a literal (such as a list)'
expect err-has 'tensor.exs:4:34: D.f/2'
[ "$(grep -c warning: <<< "$err")" = 1 ] || wrong "one warning"

# Private macros that nothing in the module uses; one that only a macro uses is used.
cat > macros.exs <<'END'
defmodule A do
  defmacrop never(x), do: x
  defmacrop once(x), do: quote(do: twice(unquote(x)))
  defmacrop twice(x), do: x
  def f(x), do: once(x)
end
END
run run macros.exs
expect err-has 'warning: macro never/1 is unused'
expect err-has 'macros.exs:2:13: A (module)'
[ "$(grep -c warning: <<< "$err")" = 1 ] || wrong "one warning"
