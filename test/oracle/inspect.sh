# Elixir and cnx show random terms alike, byte for byte, at widths from 1 to 200 and under random options:
# TERMS (1000) of them from SEED (1). inspect.exs says what is left out.
. test/cli/prelude

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

terms="test/oracle/inspect.exs ${SEED:-1} ${TERMS:-1000}"
elixir $terms "$tmp/elixir" > "$tmp/errors" 2>&1 || { cat "$tmp/errors"; exit 1; }
"$CNX" run $terms "$tmp/cnx" > "$tmp/errors" 2>&1 || { cat "$tmp/errors"; exit 1; }

cmp -s "$tmp/elixir" "$tmp/cnx" || { diff "$tmp/elixir" "$tmp/cnx" | head -60; exit 1; }
[ "$(grep -c '^[0-9]' "$tmp/cnx")" -ge "${TERMS:-1000}" ] || { echo "too few records"; exit 1; }
