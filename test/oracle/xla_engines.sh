# LLVM of the compiler llvm, XLA's own and, where OpenCL is there, that of its driver share a process,
# in every order; and cnx bench times them side by side.
. test/oracle/xla_prelude

use_plugin "${plugins%%$'\n'*}"
cat > "$tmp/p.exs" << 'END'
f = fn x -> Nx.divide(Nx.exp(x), Nx.sum(Nx.exp(x))) end
x = Nx.divide(Nx.iota({100}, type: :f32), 100)
want = Nx.Defn.jit(f, compiler: Nx.Defn.Evaluator).(x)

for name <- System.argv() do
  compiler = %{"llvm" => Cnx.LLVM, "xla" => EXLA, "gpu" => Cnx.GPU, "reference" => Nx.Defn.Evaluator}[name]
  got = Nx.Defn.jit(f, compiler: compiler).(x)
  IO.puts("#{name} #{Nx.to_number(Nx.all_close(got, want))}")
end
END
engines=(xla)
[ -e "$BUILD/libcnx-llvm.so" ] && engines+=(llvm)
"$CNX" run "$tmp/p.exs" gpu > /dev/null 2>&1 && engines+=(gpu)

try() { # ENGINE...: all of them in this order, the first once more
    run run "$tmp/p.exs" "$@" "$1"
    expect code 0
    expect no-err
    expect out "$(printf '%s 1\n' "$@" "$1")"
}
for a in "${engines[@]}"; do
    for b in "${engines[@]}"; do
        [ "$a" = "$b" ] && continue
        try "$a" "$b"
        for c in "${engines[@]}"; do
            [ "$c" = "$a" ] || [ "$c" = "$b" ] || try "$a" "$b" "$c"
        done
    done
done

cat > "$tmp/bench.exs" << 'END'
[softmax: fn -> {fn x -> Nx.divide(Nx.exp(x), Nx.sum(Nx.exp(x))) end, [Nx.iota({100}, type: :f32)]} end]
END
list=$(IFS=,; echo "${engines[*]}")
run bench --compiler "$list" "$tmp/bench.exs"
expect code 0
for engine in "${engines[@]}"; do
    grep -Eq "^softmax +$engine +[0-9.]+ +[0-9.]+ +[0-9.]+$" "$tmp/out" || [ ${#engines[@]} = 1 ] || wrong "a line of $engine"
done
