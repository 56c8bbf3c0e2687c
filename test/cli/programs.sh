# Whole programs print what test/programs says; oracle/programs.sh holds that to Elixir.
. test/cli/prelude
fail() { echo "$1"; exit 1; }

for program in test/programs/*.exs; do
    run run "$program"
    expect code 0
    [ -s "$tmp/err" ] && fail "$program wrote to its standard error"
    diff -u "${program%.exs}.out" "$tmp/out" || fail "$program"
done
