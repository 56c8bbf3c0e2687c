# doctest of a module and of a file: what fails, and where.
. test/cli/prelude

cat > "$tmp/documented.exs" <<'END'
defmodule Documented do
  @moduledoc """
      iex> Documented.twice(1)
      3

      iex> raise "a"
      ** (RuntimeError) b
  """
  @doc """
      iex> Documented.twice(:a)
      1

      iex> Documented.twice(
  """
  def twice(x), do: x * 2
end

defmodule DocumentedTest do
  use ExUnit.Case
  doctest Documented
  doctest Documented, only: [twice: 1], tags: [:again]
  doctest_file Path.join(__DIR__, "text.md")
end
END
printf 'Text.\n\n```elixir\niex> 1 + 1\n2\n```\n' > "$tmp/text.md"
run test "$tmp/documented.exs" --seed 0 --exclude again
expect code 2
expect out-has 'doctest module Documented (1) (DocumentedTest)'
expect out-has 'documented.exs:20'
expect out-has '     Doctest failed
     doctest:
       iex> Documented.twice(1)
       3
     code:  Documented.twice(1) === 3
     left:  2
     right: 3
     stacktrace:
'
expect out-has 'documented.exs:3: Documented (module)'
expect out-has '     Doctest failed: wrong message for RuntimeError
     expected:
       "b"
     actual:
       "a"
'
expect out-has 'documented.exs:15: Documented.twice/1'
expect out-has 'documented.exs:10: (test)'
expect out-has 'Doctest did not compile, got: (TokenMissingError)'
expect out-has '7 doctests, 4 failures, 2 excluded'

# The modules of one file stay for the next: what is raised there looks at their clauses for its stack trace.
for i in $(seq 1 40); do
    {
        echo "defmodule Stays$i do"
        for k in $(seq 1 200); do echo "  def f$k(x), do: g$k(fn -> raise(\"no #{x}\") end)"; echo "  def g$k(f), do: f.()"; done
        echo 'end'
        echo "Stays$i.f1(1)   # error: (RuntimeError) no 1"
    } > "$tmp/stays$i.exs"
done
run doctest "$tmp"/stays*.exs
expect code 0
expect out-has '40 passed, 0 failed'
