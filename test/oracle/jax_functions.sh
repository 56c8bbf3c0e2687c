# A walk through JAX's functions: programs that it exports run on the reference, on LLVM and on XLA and give
# what they give in JAX, and those that do not are refused by the name of what is missing and its line.
. test/cli/prelude

python=$BUILD/oracles/jax/bin/python
[ -x "$python" ] || { echo "skipped: JAX is not there; make oracles"; exit 77; }
CNX_PLUGINS=$(realpath "$BUILD")
CNX_XLA_PLUGIN=$(realpath "$(ls "$BUILD"/oracles/pjrt/*.so 2> /dev/null | head -n 1)" 2> /dev/null)
export CNX_PLUGINS CNX_XLA_PLUGIN
compilers=(reference)
[ -e "$BUILD/libcnx-llvm.so" ] && compilers+=(llvm)
[ -n "$CNX_XLA_PLUGIN" ] && compilers+=(xla)

"$python" test/oracle/export_functions.py "$tmp/exported" "$tmp/refused" || exit 1
count=$(ls "$tmp"/exported/*.mlir | wc -l)
run run test/oracle/exported.exs "$tmp/exported" "${compilers[@]}"
echo "$out"
expect code 0
[ "$count" -ge 40 ] || wrong 'all programs to be exported'
expect out-has "$((count * ${#compilers[@]})) passed, 0 failed"

expect_refused() { # NAME WHAT
    local line
    line=$(grep -n "$2" "$tmp/refused/$1.mlir" | head -n 1)
    run run "$tmp/refused/$1.mlir" --input "arg0=$tmp/x.npy"
    expect code 1
    expect err-has "$2"
    expect err-has "$1.mlir:${line%%:*}:"
}
run -e 'File.write!("'"$tmp"'/x.npy", Nx.to_numpy(Nx.iota({3, 3}, type: :f32)))'
expect_refused eig lapack_sgeev_ffi
expect_refused schur lapack_sgees_ffi
expect_refused tridiag lapack_sgtsv_ffi
expect_refused svdc stablehlo.custom_call
expect_refused rbg stablehlo.rng_bit_generator
expect_refused reduce stablehlo.reduce
expect_refused approx ApproxTopK
