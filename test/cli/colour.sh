# Escape sequences are for terminals: none in pipes, none with NO_COLOR.
. test/cli/prelude

run -e 'raise "x"'
expect code 1
expect no-colour

run --help
expect no-colour

if command -v script > /dev/null; then
    out=$(NO_COLOR=1 script -qec "'$CNX' -e 'raise \"x\"'" /dev/null < /dev/null)
    err=
    expect no-colour
fi
