# Every function that Elixir 1.17 has in the modules that are carried is there, or doc/library.md says why not.
. test/cli/prelude
run run test/oracle/names.exs test/oracle/names.txt doc/library.md
expect code 0
expect no-err
[ "$(printf '%s\n' "$out" | wc -l)" = 1 ] || wrong "no line but the sums"
expect out-has ' names, '
