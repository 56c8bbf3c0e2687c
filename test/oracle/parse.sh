# JAX's parser accepts the StableHLO of every op on every dtype, and of random graphs.
. test/cli/prelude

python=$BUILD/oracles/jax/bin/python
[ -x "$python" ] || { echo "skipped: JAX is not there; make oracles"; exit 77; }

"$BUILD/test/op_test" --stablehlo "$tmp/ops.mlir" > "$tmp/printed" || { cat "$tmp/printed"; exit 1; }
[ "$(grep -c '^// -----' "$tmp/ops.mlir")" -gt 100 ] || { echo "few modules were printed"; exit 1; }
"$python" test/oracle/parse.py "$tmp/ops.mlir"
