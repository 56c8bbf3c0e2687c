# cnx bench times workloads and writes JSON; unknown names are met with near ones.
. test/cli/prelude

run bench --list
expect code 0
expect out-has softmax_1m_f32
expect out-has matmul_256

run bench --json "$tmp/times.json" add_scalar
expect code 0
expect no-err
expect out-has median
expect out-has add_scalar
figures='\{"median_ms": [0-9.]+, "min_ms": [0-9.]+, "compile_ms": [0-9.]+\}'
grep -Eq '"add_scalar": '"$figures" "$tmp/times.json" || { cat "$tmp/times.json"; exit 1; }
run bench --compiler reference,reference --json "$tmp/times.json" add_scalar
expect code 0
grep -Eq '"add_scalar": \{"reference": '"$figures, \"reference\": $figures"'\}' "$tmp/times.json" ||
    { cat "$tmp/times.json"; exit 1; }

cat > "$tmp/own.exs" <<'END_OF_FILE'
defmodule Own do
  import Nx.Defn
  defn double(x), do: x * 2
  defn fail(x), do: Nx.reshape(x, {7})
end
[double: fn -> {&Own.double/1, [Nx.iota({4})]} end, fail: fn -> {&Own.fail/1, [Nx.iota({4})]} end]
END_OF_FILE
run bench "$tmp/own.exs" 'doub*'
expect code 0
expect out-has double
run bench "$tmp/own.exs"
expect code 1
expect err-has 'cannot reshape'
expect err-has 'fail was not measured'

run bench ad_scalar
expect code 2
expect err-has 'did you mean add_scalar?'
run bench "$tmp/own.exs" nothing_like_it
expect code 2
expect err-has 'there are double, fail'
run bench --compiler nowhere add_scalar
expect code 2
run bench --json
expect code 2
echo '{1}' > "$tmp/wrong.exs"
run bench "$tmp/wrong.exs"
expect code 1
expect err-has 'no list of workloads'
