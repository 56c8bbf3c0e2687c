# A syntax error names file and line and shows the line with a caret.
. test/cli/prelude

printf 'x = 1\ny = (x +\n' > "$tmp/open.exs"
run run "$tmp/open.exs"
expect code 1
expect err-has open.exs:2
expect err-has 'y = (x +'
expect_caret

printf 'a = 1\nb = a ) 2\n' > "$tmp/close.exs"
run run "$tmp/close.exs"
expect code 1
expect err-has close.exs:2
expect err-has 'b = a ) 2'
expect_caret

printf 'IO.puts("never")\nx = = 2\n' > "$tmp/before.exs"
run run "$tmp/before.exs"
expect code 1
expect no-out

# What is no text reaches no terminal.
printf 'x = "\001\033[31m\377"\n' > "$tmp/bytes.exs"
run run "$tmp/bytes.exs"
expect code 1
expect no-colour
expect err-has '1 | x = "??[31m?"'
