# A walk through JAX's functions: programs that it exports run on the reference, on LLVM and on XLA and give
# what they give in JAX, and those that do not are refused by the name of what is missing and its line.
. test/oracle/exported_prelude

"$python" test/oracle/export_functions.py "$tmp/exported" "$tmp/refused" || exit 1
expect_same 44

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
expect_refused approx ApproxTopK
