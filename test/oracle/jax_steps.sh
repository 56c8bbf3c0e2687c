# Programs as people write them for JAX (steps of training, models, solvers, draws) run on the reference, on LLVM and on
# XLA and give what they give in JAX.
. test/oracle/exported_prelude

"$python" test/oracle/export_steps.py "$tmp/exported" || exit 1
expect_same 47
