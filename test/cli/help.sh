# --help, of the program and of a command, and --version answer on standard output and succeed; so does the version of
# cnx.h.
. test/cli/prelude

run --help
expect code 0
expect no-err
for command in run show doctest; do
    expect out-has "$command"
done

for command in run test doctest fmt show explain bench xla; do
    run $command --help
    expect code 0
    expect no-err
    expect out-has "cnx $command"
done

run --version
expect code 0
expect no-err
expect out-has "$(sed -n 's/^#define CNX_VERSION "\(.*\)"/\1/p' include/cnx.h)"
