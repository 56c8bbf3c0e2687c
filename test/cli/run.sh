# cnx run FILE runs a file; its failures are exit code 1 with Elixir's first line.
. test/cli/prelude

echo 'IO.puts("from a file")' > "$tmp/ok.exs"
run run "$tmp/ok.exs"
expect code 0
expect out 'from a file'

printf 'IO.puts("before")\nraise ArgumentError, "no luck"\n' > "$tmp/raise.exs"
run run "$tmp/raise.exs"
expect code 1
expect out before
expect err-has '** (ArgumentError) no luck'
expect err-has 'raise.exs:2'

: > "$tmp/empty.exs"
run run "$tmp/empty.exs"
expect code 0
expect out ''
