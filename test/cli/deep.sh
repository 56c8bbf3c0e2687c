# A tree deeper than its compiler can follow is one clear error, not an overflow.
. test/cli/prelude

awk 'BEGIN { printf "x = 1"; for (i = 0; i < 100000; i++) printf " + 1"; print "" }' > "$tmp/deep.exs"
run run "$tmp/deep.exs"
expect code 1
expect err-has CompileError
expect err-has 'levels deep'
