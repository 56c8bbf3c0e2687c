# The compiler llvm against the reference: one case in a hundred of the op sweep, and random graphs.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }
export CNX_PLUGINS=$(dirname "$CNX")

for command in "test/op_test --compiler llvm --every 101" \
               "test/fuzz/graphs --compiler llvm --seed 11 --count 150"; do
    out=$("$CNX_PLUGINS"/$command 2>&1) || { echo "$command"; echo "$out" | tail -40; exit 1; }
done
