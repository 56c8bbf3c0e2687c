# Output that cannot be written is a failure, said once.
. test/cli/prelude

echo 'IO.puts("here")' > "$tmp/p.exs"
echo '1 # => 1' > "$tmp/d.exs"
for command in "-e 1" "run $tmp/p.exs" "doctest $tmp/d.exs" "show ast $tmp/p.exs" --help "run --help" --version; do
    err=$("$CNX" $command 2>&1 > /dev/full)
    code=$? ran="cnx $command" out=
    expect code 1
    [ "$err" = "cnx: could not write to standard output: no space left on device" ] || wrong "one message"
done
