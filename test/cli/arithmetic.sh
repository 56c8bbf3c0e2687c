# An arithmetic error that nobody rescues says which operation failed, as Elixir's does; a rescued one has the
# operation in its stack trace alone.
. test/cli/prelude

while IFS='|' read -r source operation; do
    run -e "$source"
    expect code 1
    expect err-has "** (ArithmeticError) bad argument in arithmetic expression: $operation
"
done <<'END'
x = :a; x + 1|:a + 1
-:a|-(:a)
1 / 0|1 / 0
rem(1.0, 2)|rem(1.0, 2)
1 - :b * 2|:b * 2
1.0e308 * 10.0|1.0e308 * 10.0
Bitwise.bsl(1, :a)|Bitwise.bsl(1, :a)
Bitwise.bnot("x")|Bitwise.bnot("x")
:lists.sum([:a])|0 + :a
END

run -e 'try do :a * 2 rescue e -> {e, hd(__STACKTRACE__), Exception.blame(:error, e, __STACKTRACE__) |> elem(0)} end'
expect code 0
expect out-has '{%ArithmeticError{message: "bad argument in arithmetic expression"}, {:erlang, :*, [:a, 2], []},'
expect out-has '%ArithmeticError{message: "bad argument in arithmetic expression: :a * 2"}}'
exit 0
