# Macros called by their full name need their module required.
. test/cli/prelude
cd "$tmp" || exit 1

cat > all.exs <<'END'
defmodule Has do
  defmacro twice(x), do: quote(do: unquote(x) * 2)
  defguard small(x) when x < 3
end
defmodule Has.Deep do
  defmacro one, do: 1
end
defmodule Lacks do
  def f(x), do: Has.twice(x)
  def g(x), do: Has.small(x)
  def h(x), do: Integer.is_odd(x)
end
defmodule Requires do
  require Has
  require Has.{Deep}
  require Integer, as: I
  def f(x) when Has.small(x), do: Has.twice(x)
  def f(x) when I.is_odd(x), do: Has.Deep.one()
  def f(x), do: Enum.map([x], &Has.twice/1)
end
defmodule Imports do
  import Has
  def f(x), do: Has.twice(x) + twice(x)
end
defmodule Within do
  def f(x) do
    require Has
    Has.twice(x)
  end
  def g(x), do: Has.twice(x)
  def h(x), do: Within.own(x)
  defmacro own(x), do: x
end
IO.inspect({Requires.f(2), Requires.f(3), Requires.f(100), Imports.f(1), Within.f(1)})
try do
  Lacks.f(1)
rescue
  e -> IO.puts(Exception.message(elem(UndefinedFunctionError.blame(e, []), 0)))
end
END
run run all.exs
expect code 0
expect out "{4, 1, [200], 4, 2}
function Has.twice/1 is undefined or private. However, there is a macro with the same name and arity. Be sure to require Has if you intend to invoke this macro"
[ "$(grep -c warning: err)" = 4 ] || wrong "4 warnings, not $(grep -c warning: err)"
[ "$(head -8 err)" = '    warning: you must require Has before invoking the macro Has.twice/1
    │
  9 │   def f(x), do: Has.twice(x)
    │                     ~
    │
    └─ all.exs:9:21: Lacks.f/1
    └─ all.exs:30:21: Within.g/1' ] || wrong "both places of one macro"
expect err-has 'you must require Has before invoking the macro Has.small/1'
expect err-has 'you must require Within before invoking the macro Within.own/1'
expect err-has 'you must require Integer before invoking the macro Integer.is_odd/1'

# A guard has no functions of other modules.
printf 'defmodule A do\n  def f(x) when Integer.is_odd(x), do: x\nend\n' > guard.exs
run run guard.exs
expect code 1
expect err-has 'cannot invoke remote function Integer.is_odd/1 inside a guard'
