# Wrong usage is exit code 2 with a message and nothing on standard output.
. test/cli/prelude

for arguments in '--no-such-option' 'no-such-command' 'run' '-e' 'show' 'show nonsense x y' 'doctest'; do
    run $arguments
    expect code 2
    expect no-out
    [ -n "$err" ] || wrong "a message"
done
