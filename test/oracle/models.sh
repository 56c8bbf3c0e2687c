# Ten models, written as definitions are: their values and gradients are JAX's, to 1e-8 of the largest
# element.
. test/cli/prelude

python=$BUILD/oracles/jax/bin/python
[ -x "$python" ] || { echo "skipped: JAX is not there; make oracles"; exit 77; }

export FILES=$tmp
"$python" test/oracle/models.py write "$tmp" || exit 1
run run test/oracle/models.exs
expect code 0
expect no-err
"$python" test/oracle/models.py check "$tmp"
