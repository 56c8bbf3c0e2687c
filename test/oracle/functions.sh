# Nx's functions give what NumPy, SciPy and JAX give: every row of functions.txt on every dtype it names.
. test/cli/prelude

python=$BUILD/oracles/jax/bin/python
[ -x "$python" ] || { echo "skipped: JAX is not there; make oracles"; exit 77; }

export FILES=$tmp
"$python" test/oracle/functions.py write "$tmp" || exit 1
run run test/oracle/functions.exs
expect code 0
expect no-err
expect no-out
"$python" test/oracle/functions.py check "$tmp"
