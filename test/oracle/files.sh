# NumPy, ml_dtypes and the safetensors library read what cnx writes, and the other way round.
. test/cli/prelude

python=$BUILD/oracles/numpy/bin/python
[ -x "$python" ] || { echo "skipped: NumPy is not there; make oracles"; exit 77; }

export FILES=$tmp
"$python" test/oracle/files.py write || exit 1
run run test/oracle/files.exs
expect code 0
expect no-err
diff <("$python" test/oracle/files.py expect) "$tmp/out" || exit 1
"$python" test/oracle/files.py read || exit 1

model=$(echo "$BUILD"/oracles/numpy/lib/*/site-packages/silero_vad/data/*.safetensors)
MODEL=$model run run test/oracle/model.exs
expect out "15 tensors, 309633 elements, their bytes those of the file: true"
