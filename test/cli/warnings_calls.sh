# Warnings that take more than one function: calls of other modules, behaviours; all errors of one.
. test/cli/prelude
cd "$tmp" || exit 1

cat > calls.exs <<'END'
defmodule Calls.Old do
  @deprecated "Use new/1 instead"
  def old(x), do: x
  def new(x), do: old(x)
  defp own(x), do: x
  def all(x), do: own(x)
end
defmodule Calls do
  @compile {:no_warn_undefined, [Calls.Never, {Calls.Some, :f, 1}]}
  def f(x) do
    String.upcas(x)
    Calls.Missing.g(x)
    Calls.Old.old(x)
    Calls.Old.own(x)
    Calls.Never.g(x)
    Calls.Some.f(x)
    Calls.Later.g(x)
    &Enum.maap/2
  end
end
defmodule Calls.Later do
  def g(x), do: x
end
END
run run calls.exs
expect code 0
[ "$(grep -c warning: err)" = 5 ] || wrong "5 warnings, not $(grep -c warning: err)"
[ "$(sed 6q err | tail -6)" = '    warning: String.upcas/1 is undefined or private. Did you mean:

          * upcase/1
          * upcase/2

    │' ] || wrong "the hint stands under the message"
for text in \
    'calls.exs:11:12: Calls.f/1' \
    'Calls.Missing.g/1 is undefined (module Calls.Missing is not available or is yet to be defined)' \
    'calls.exs:12:19: Calls.f/1' \
    'Calls.Old.old/1 is deprecated. Use new/1 instead' \
    'Calls.Old.own/1 is undefined or private' \
    'Enum.maap/2 is undefined or private. Did you mean:' 'calls.exs:18:11'; do
    expect err-has "$text"
done

# What is deprecated: a macro, an imported function, one with defaults, a captured one of the library.
cat > deprecated.exs <<'END'
defmodule Older do
  @deprecated "Use fresh/1 instead"
  defmacro old(x), do: x
  @deprecated "Use two/2 instead"
  def one(x, y \\ 1), do: x + y
end
defmodule Now do
  require Logger
  require Older
  import Enum, only: [partition: 2]
  def f(x) do
    Logger.warn("x")
    Older.old(x)
    partition([x], & &1)
    Enum.map([Older.one(x)], &Integer.to_char_list/1)
  end
end
END
run run deprecated.exs
expect code 0
[ "$(grep -c warning: err)" = 5 ] || wrong "5 warnings, not $(grep -c warning: err)"
[ "$(head -7 err)" = '    warning: Logger.warn/1 is deprecated. Use Logger.warning/2 instead
    │
 12 │     Logger.warn("x")
    │            ~
    │
    └─ deprecated.exs:12:12: Now.f/1' ] || wrong "the place of a macro"
for text in \
    'Older.old/1 is deprecated. Use fresh/1 instead' 'deprecated.exs:13:11: Now.f/1' \
    'Enum.partition/2 is deprecated. Use Enum.split_with/2 instead' 'deprecated.exs:14:5: Now.f/1' \
    'Older.one/1 is deprecated. Use two/2 instead' 'deprecated.exs:15:21: Now.f/1' \
    'Integer.to_char_list/1 is deprecated. Use Integer.to_charlist/1 instead' 'deprecated.exs:15:39'; do
    expect err-has "$text"
done

cat > behaviours.exs <<'END'
defmodule Shape do
  @callback area(term) :: number
  @callback name() :: binary
  @macrocallback sides(term) :: term
  @optional_callbacks name: 0
end
defmodule Square do
  @behaviour Shape
  @impl true
  def area({a}), do: a * a
  @impl Shape
  def name, do: "square"
  @impl true
  defmacro sides(_), do: 4
end
defmodule Circle do
  @behaviour Shape
  @impl true
  def area({r}), do: 3 * r * r
  def name, do: "circle"
  @impl true
  def colour, do: :red
  @impl Enum
  def count, do: 1
end
defmodule Lost do
  @behaviour Nowhere
  @impl true
  def go, do: 1
end
defmodule Alone do
  @impl true
  def go(x \\ 1), do: x
end
END
run run behaviours.exs
expect code 0
[ "$(grep -c warning: err)" = 7 ] || wrong "7 warnings, not $(grep -c warning: err)"
for text in \
    'macro sides/1 required by behaviour Shape is not implemented (in module Circle)' \
    '16 │ defmodule Circle do' '    │ ~~~~~~~~~~~~~~~~~~~' 'behaviours.exs:16: Circle (module)' \
    'got "@impl true" for function colour/0 but no behaviour specifies such callback. The known callbacks are:' \
    '      * Shape.area/1 (function)' '      * Shape.sides/1 (macro)' \
    'got "@impl Enum" for function count/0 but this behaviour was not declared with @behaviour' \
    'module attribute @impl was not set for function name/0 callback (specified in Shape). This either means' \
    '@behaviour Nowhere does not exist (in module Lost)' \
    'got "@impl true" for function go/0 but no behaviour specifies such callback. There are no known callbacks' \
    'got "@impl true" for function go/1 but no behaviour was declared'; do
    expect err-has "$text"
done

# The library's behaviours and protocols say what their callbacks are.
cat > known_callbacks.exs <<'END'
defmodule Bag do
  @behaviour Access
  defstruct [:map]
  @impl Access
  def fetch(bag, key), do: Map.fetch(bag.map, key)
  @impl true
  def get_and_update(bag, key, fun) do
    {got, map} = Map.get_and_update(bag.map, key, fun)
    {got, %{bag | map: map}}
  end
  defimpl Enumerable do
    @impl true
    def count(bag), do: {:ok, map_size(bag.map)}
    @impl true
    def member?(_, _), do: {:error, __MODULE__}
    @impl Enumerable
    def reduce(bag, acc, fun), do: Enumerable.reduce(Map.to_list(bag.map), acc, fun)
  end
  defimpl String.Chars do
    @impl true
    def to_string(_), do: "bag"
  end
  defimpl Inspect do
    @impl true
    def inspect(_, _), do: "#Bag<>"
  end
end
IO.puts("#{struct(Bag, map: %{a: 1})[:a]}")
END
run run known_callbacks.exs
expect code 0
[ "$(grep -c warning: err)" = 2 ] || wrong "2 warnings, not $(grep -c warning: err)"
expect err-has 'function pop/2 required by behaviour Access is not implemented (in module Bag)'
expect err-has 'function slice/1 required by protocol Enumerable is not implemented (in module Enumerable.Bag)'

# Clauses that nothing reaches.
cat > clauses.exs <<'END'
f = fn
  1, _ -> 1
  _, _ -> 2
  a, b -> {a, b}
end
case f.(1, 2) do
  x when x > 1 -> 1
  {x, x} -> 2
  _ -> 3
  4 -> 4
end
g = fn x, x -> x; _, _ -> 1 end
g.(1, 2)
END
run run clauses.exs
[ "$(grep -c warning: err)" = 2 ] || wrong "2 warnings, not $(grep -c warning: err)"
expect err-has 'this clause cannot match because a previous clause at line 3 always matches'
expect err-has 'clauses.exs:4:3'
expect err-has 'this clause cannot match because a previous clause at line 9 always matches'

# Every undefined name of a function is reported, once.
printf 'defmodule Names do\n  def f(x) do\n    g = fn z -> y + z end\n    what(x)\n    case g do\n      1 -> u\n      _ -> v\n    end\n  end\n  def g, do: w\nend\n' > names.exs
run run names.exs
expect code 1
[ "$(grep -c 'undefined variable' err)" = 4 ] || wrong "four undefined variables"
[ "$(grep -c 'undefined function what/1' err)" = 1 ] || wrong "one undefined function"
