# Warnings of what cannot work by the types that literals and patterns show; one box for many places.
. test/cli/prelude
cd "$tmp" || exit 1

# title: what is written in the function, what its warning says
check() { # CODE TEXT...
    printf 'defmodule User do\n  defstruct [:name, age: 0]\nend\ndefmodule T do\n  %s\nend\n' "$1" > types.exs
    run run types.exs
    expect code 0
    shift
    [ "$(grep -c warning: err)" = $(($# > 0)) ] || wrong "$(($# > 0)) warning of: $(sed -n 5p types.exs)"
    for text; do
        expect err-has "$text"
    done
}

check 'def f(%User{} = user), do: user.nme' 'warning: unknown key .nme in expression:' \
    '        # type: dynamic(%User{age: term(), name: term()})' \
    '        # from: types.exs:5:17' '    typing violation found at:' '    └─ types.exs:5:35: T.f/1'
check 'def f(user), do: (%User{} = user; user.nme)' 'unknown key .nme' 'where "user" was given the type'
check 'def f, do: (u = %User{name: "n"}; u.nme)' '# type: dynamic(%User{age: integer(), name: binary()})'
check 'def f, do: (x = 1; x.foo)' 'expected a map or struct when accessing .foo in expression:' \
    '# type: integer()' 'hint: "var.field" (without parentheses) means "var" is a map()'
check 'def f, do: (x = "s"; x.foo(1))' 'expected a module (an atom) when invoking foo/1 in expression:'
check 'def f, do: (x = 1; x.(2))' 'expected a 1-arity function on call:' 'but got type:'
check 'def f(%User{} = a, b), do: a > b' 'comparison with structs found:' 'a > b' \
    'Comparison operators (>, <, >=, <=, min, and max) perform structural'
check 'def f, do: (x = 1; x == "a")' 'comparison between incompatible types found:' \
    'the result is either always true or always false'
check 'def f, do: (x = :foo; %User{x | age: 1})' 'incompatible types in struct update:' \
    '        dynamic(%User{age: term(), name: term()})' '        :foo'

# What may work is not warned about.
check 'def f(%User{} = u), do: {u.name, u.age}'
check 'def f(x), do: {x.foo, x.foo(), x.(1), x > 1, x == "a", %User{x | age: 1}}'
check 'def f(x), do: (y = 1; y = if(x, do: %{a: y}, else: x); y.a)'
check 'def f(x), do: (for(x <- x, do: x.a); case x do x = 1 -> x; x -> x.b end)'
check 'def f, do: (x = 1; y = 2.0; {x == y, x < y, max(x, y), fn x -> x.a end})'
check 'def f(x), do: (a = :atom; a.run(x))'

# Calls of one missing function are one warning.
printf 'defmodule M do\n  def a(x), do: Lost.f(x)\n  def b(x), do: Lost.f(x)\n  def c(x), do: Lost.g(x)\nend\n' > many.exs
run run many.exs
[ "$(grep -c warning: err)" = 2 ] || wrong "two warnings"
[ "$(sed -n '5,7p' err)" = '    │
    └─ many.exs:2:22: M.a/1
    └─ many.exs:3:22: M.b/1' ] || wrong "the places of one warning stand together"

# Behaviours that want the same, or are named twice, or are none.
cat > twice.exs <<'EOF'
defmodule A do
  @callback foo(term) :: term
end
defmodule B do
  @callback foo(term) :: term
end
defmodule C do
  @behaviour A
  @behaviour B
  def foo(x), do: x
end
defmodule D do
  @behaviour A
  @behaviour A
  def foo(x), do: x
end
defmodule E do
  @behaviour C
end
EOF
run run twice.exs
[ "$(grep -c warning: err)" = 3 ] || wrong "three warnings"
for text in \
    'conflicting behaviours found. Callback function foo/1 is defined by both A and B (in module C)' \
    'the behavior A has been declared twice (conflict in function foo/1 in module D)' \
    'module C is not a behaviour (in module E)'; do
    expect err-has "$text"
done

# An implementation of a protocol warns about nothing.
printf 'defprotocol P do\n  def p(x)\nend\ndefimpl P, for: [List, Atom] do\n  def p(x), do: x\nend\n' > impl.exs
run run impl.exs
[ ! -s err ] || wrong "no warning of defimpl"
