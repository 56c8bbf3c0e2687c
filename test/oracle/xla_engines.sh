# LLVM of the compiler llvm and XLA's own share a process, in both orders; and cnx bench times them side by
# side. xla_opencl.sh has OpenCL's beside them.
. test/oracle/xla_prelude

use_plugin "${plugins%%$'\n'*}"
cat > "$tmp/p.exs" << 'END'
f = fn x -> Nx.divide(Nx.exp(x), Nx.sum(Nx.exp(x))) end
x = Nx.divide(Nx.iota({100}, type: :f32), 100)
want = Nx.Defn.jit(f, compiler: Nx.Defn.Evaluator).(x)

for name <- System.argv() do
  compiler = %{"llvm" => Cnx.LLVM, "xla" => EXLA, "reference" => Nx.Defn.Evaluator}[name]
  got = Nx.Defn.jit(f, compiler: compiler).(x)
  IO.puts("#{name} #{Nx.to_number(Nx.all_close(got, want))}")
end
END
other=reference
[ -e "$BUILD/libcnx-llvm.so" ] && other=llvm

try() { # ENGINE...
    run run "$tmp/p.exs" "$@"
    expect code 0
    expect no-err
    expect out "$(printf '%s 1\n' "$@")"
}
try xla $other xla
try $other xla $other

cat > "$tmp/bench.exs" << 'END'
[softmax: fn -> {fn x -> Nx.divide(Nx.exp(x), Nx.sum(Nx.exp(x))) end, [Nx.iota({100}, type: :f32)]} end]
END
run bench --compiler "$other,xla" "$tmp/bench.exs"
expect code 0
for engine in $other xla; do
    grep -Eq "^softmax +$engine +[0-9.]+ +[0-9.]+ +[0-9.]+$" "$tmp/out" || wrong "a line of $engine"
done
