# Programs that JAX exports run on the reference, on LLVM and on XLA and give what they give in JAX.
. test/oracle/exported_prelude

for script in export export_lapack; do
    "$python" "test/oracle/$script.py" "$tmp/exported" || exit 1
done
expect_same 50
