# Files that lie: each is refused with what is wrong and where, in little memory.
. test/cli/prelude

[ -n "$CNX_TEST_HARD" ] || ulimit -v 4000000
run run test/hostile/read.exs
expect code 0
diff test/hostile/expected "$tmp/out"
