# Random graphs find the rule for tanh that is wrong in this build, and show a small graph of it.
. test/cli/prelude

graphs=$BUILD/test/fuzz/graphs
"$graphs-wrong" --seed 1 --count 400 > "$tmp/out" 2> "$tmp/err"
code=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err") ran=graphs-wrong
expect code 1
expect out-has "seed 1, graph 336: the gradient is not the slope"
expect out-has "= tanh %"
expect no-err
[ "$(grep -c ' = ' "$tmp/out")" -lt 20 ] || wrong "small graphs"

# Where rounding makes a flight of stairs of a function there is no slope to hold it to.
"$graphs" --seed 807312339 --from 22008 --count 1 > "$tmp/out" 2> "$tmp/err"
code=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err") ran=graphs
expect code 0
expect out-has "rounding decides of 1 more"

# Nor where a remainder jumps in each step by all that it is.
for case in 1452566771:23550 2514718674:39612; do
    "$graphs" --seed ${case%:*} --from ${case#*:} --count 1 > "$tmp/out" 2> "$tmp/err"
    code=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err") ran="graphs $case"
    expect code 0
done

# Whether a matrix is singular may be what rounding leaves of it.
if [ -e "$BUILD/libcnx-llvm.so" ]; then
    CNX_PLUGINS=$(realpath "$BUILD") "$graphs" --compiler llvm --seed 5009 --from 780 --count 1 > "$tmp/out" 2> "$tmp/err"
    code=$? out=$(cat "$tmp/out") err=$(cat "$tmp/err") ran=graphs
    expect code 0
    expect out-has "1 left out"
fi
