# What a failing program says: the innermost place in the program, then the calls that led there.
. test/cli/prelude

# shown NAME LINES...: the program on standard input ends with these lines, in this order.
shown() {
    local name=$1 at=0 line
    shift
    cat > "$tmp/$name.exs"
    (cd "$tmp" && "$CNX" run "$name.exs" > out 2> err < /dev/null)
    err=$(cat "$tmp/err") ran="cnx run $name.exs" code=1 out=
    for line in "$@"; do
        [[ ${err:at} == *"$line"* ]] || wrong "'$line' behind what came before it"
        rest=${err:at}
        front=${rest%%"$line"*}
        at=$((at + ${#front} + ${#line}))
    done
}

shown nested '** (ArgumentError)' '3 |   defp inner(x), do: String.to_integer(x)' 'nested.exs:3: A.inner/1' \
    'nested.exs:2: A.outer/1' 'nested.exs:5: the script' << 'END'
defmodule A do
  def outer(x), do: inner(x) + 1
  defp inner(x), do: String.to_integer(x)
end
A.outer("12a")
END
shown clauses '** (FunctionClauseError) no function clause matching in A.f/2' '2 |   def f(1, x) when x > 2' \
    '= argument 1 is 5' '= tried (between dashes what does not match):' 'def f(-1-, x) when x > 2 and -is_atom(x)-' \
    'def f(x, -:b-)' 'clauses.exs:2: A.f/2' << 'END'
defmodule A do
  def f(1, x) when x > 2 and is_atom(x), do: x
  def f(x, :b), do: x
end
A.f(5, 3)
END
shown lambda '** (ArithmeticError)' '10 / x' 'lambda.exs:2: anonymous fn/1 in A.all/1' 'lambda.exs:4: the script' << 'END'
defmodule A do
  def all(list), do: Enum.map(list, fn x -> 10 / x end)
end
A.all([1, 0])
END
shown generated '** (KeyError) key :missing not found in: %{a: 1}' 'Gen.make(:go)' 'A.go/1' 'the script' << 'END'
defmodule Gen do
  defmacro make(name), do: quote(do: def(unquote(name)(x), do: Map.fetch!(x, :missing)))
end
defmodule A do
  require Gen
  Gen.make(:go)
end
A.go(%{a: 1})
END
shown numeric '** (ArgumentError) dot/zip expects' '4 |   defn g(x), do: Nx.dot(x, Nx.iota({4, 2}))' 'numeric.exs:3: N.f/1' << 'END'
defmodule N do
  import Nx.Defn
  defn f(x), do: g(x) + 1
  defn g(x), do: Nx.dot(x, Nx.iota({4, 2}))
end
N.f(Nx.iota({2, 3}))
END
shown task '** (ArithmeticError)' 'Enum.sum(1..3) + :a' 'task.exs:1: anonymous fn/0' << 'END'
task = Task.async(fn -> Enum.sum(1..3) + :a end)
Task.await(task)
END
[[ $err != *unused* ]] || wrong "no word of a variable that the rest of the program uses"
shown body '** (ArgumentError)' '@limit String.to_integer("abc")' << 'END'
defmodule A do
  @limit String.to_integer("abc")
  def f, do: @limit
end
END
shown implementation '** (ArgumentError)' 'byte_size(h)' 'Size.List.size/1' 'implementation.exs:7: the script' << 'END'
defprotocol Size do
  def size(x)
end
defimpl Size, for: List do
  def size([h | _]), do: byte_size(h)
end
Size.size([1])
END
shown protocol '** (Protocol.UndefinedError) protocol Size not implemented for' '4 | Size.size(1)' << 'END'
defprotocol Size do
  def size(x)
end
Size.size(1)
END
shown struct '** (BadStructError) expected a struct named P, got: %{x: 1}' '%P{p | x: 1}' 'P.set/1' << 'END'
defmodule P do
  defstruct [:x]
  def set(p), do: %P{p | x: 1}
end
P.set(%{x: 1})
END
shown with '** (WithClauseError) no with clause matching: :error' 'with {:ok, x} <- Map.fetch(a, :x)' 'A.f/1' << 'END'
defmodule A do
  def f(a) do
    with {:ok, x} <- Map.fetch(a, :x) do
      x
    else
      :nope -> 1
    end
  end
end
A.f(%{})
END
