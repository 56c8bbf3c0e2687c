# A script that ends early: of what it would have used nothing is said to be unused.
. test/cli/prelude

printf 'x = 1\ny = String.to_integer("a")\nIO.inspect({x, y})\n' > "$tmp/a.exs"
run run "$tmp/a.exs"
expect code 1
expect err-has 'not a textual representation of an integer'
[[ $err != *unused* ]] || wrong "no warning"

printf 'x = 1\nIO.inspect(2)\n' > "$tmp/b.exs"
run run "$tmp/b.exs"
expect code 0
expect err-has 'variable "x" is unused'
