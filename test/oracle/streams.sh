# Elixir and cnx run the functions that streams are made of in the same order: streams.exs says of which.
. test/cli/prelude

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

elixir test/oracle/streams.exs "$tmp/elixir" > "$tmp/errors" 2>&1 || { cat "$tmp/errors"; exit 1; }
"$CNX" run test/oracle/streams.exs "$tmp/cnx" > "$tmp/errors" 2>&1 || { cat "$tmp/errors"; exit 1; }

cmp -s "$tmp/elixir" "$tmp/cnx" || { diff -U 2 "$tmp/elixir" "$tmp/cnx" | head -60; exit 1; }
[ "$(grep -c '^  => ' "$tmp/cnx")" -gt 20000 ] || { echo "too few records"; exit 1; }
