# Elixir gives for every source of lib/, examples/ and test/ the quoted term that cnx gives, with all its
# metadata and comments; metadata.exs says what is left out, and why.
. test/cli/prelude

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

# Elixir 1.14 has no sigils of several letters. What is odd about syntax is in test/syntax, where it differs.
files=$(grep -rLE '~[A-Z][A-Z0-9]+' lib examples test/lib test/lang test/regress test/programs --include='*.ex' --include='*.exs' | sort)
elixir test/oracle/metadata.exs $files > "$tmp/elixir" 2> "$tmp/errors" || { cat "$tmp/errors"; exit 1; }
"$CNX" run test/oracle/metadata.exs $files > "$tmp/cnx" 2> "$tmp/errors" || { cat "$tmp/errors"; exit 1; }
[ "$(wc -l < "$tmp/elixir")" -gt 500000 ] || { echo "only $(wc -l < "$tmp/elixir") nodes"; exit 1; }
diff "$tmp/elixir" "$tmp/cnx" > "$tmp/difference" || { head -50 "$tmp/difference"; exit 1; }
echo "$(wc -l < "$tmp/cnx") nodes compared"
