# Elixir itself prints for every program of test/programs what stands beside it, byte for byte.
. test/cli/prelude
fail() { echo "$1"; exit 1; }

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }
for program in test/programs/*.exs; do
    elixir "$program" > "$tmp/elixir" 2> "$tmp/errors" || cat "$tmp/errors"
    diff -u "${program%.exs}.out" "$tmp/elixir" || fail "$program"
done
