# Programs that JAX exports run on the reference, on LLVM and on XLA and give what they give in JAX.
. test/cli/prelude

python=$BUILD/oracles/jax/bin/python
[ -x "$python" ] || { echo "skipped: JAX is not there; make oracles"; exit 77; }
CNX_PLUGINS=$(realpath "$BUILD")
CNX_XLA_PLUGIN=$(realpath "$(ls "$BUILD"/oracles/pjrt/*.so 2> /dev/null | head -n 1)" 2> /dev/null)
export CNX_PLUGINS CNX_XLA_PLUGIN
compilers=(reference)
[ -e "$BUILD/libcnx-llvm.so" ] && compilers+=(llvm)
[ -n "$CNX_XLA_PLUGIN" ] && compilers+=(xla)

for script in export export_lapack; do
    "$python" "test/oracle/$script.py" "$tmp/exported" || exit 1
done
count=$(ls "$tmp"/exported/*.mlir | wc -l)
run run test/oracle/exported.exs "$tmp/exported" "${compilers[@]}"
echo "$out"
expect code 0
[ "$count" -ge 50 ] || wrong 'all programs to be exported'
expect out-has "$((count * ${#compilers[@]})) passed, 0 failed"
