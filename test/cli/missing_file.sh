# A file that is not there is one message that names it.
. test/cli/prelude

for command in run doctest; do
    run $command "$tmp/nowhere.exs"
    expect code 1
    expect no-out
    expect err-has nowhere.exs
done

run run "$tmp"
expect code 1
