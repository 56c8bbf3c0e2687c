# What goes wrong in XLA is a clear error, and the process goes on: a plugin cut short, a program that
# XLA refuses, no memory, two clients, Ctrl-C while XLA compiles.
. test/oracle/xla_prelude

export CNX_CACHE=off
cat > "$tmp/p.exs" << 'END'
message = fn f ->
  try do
    f.()
  rescue
    e -> "#{inspect(e.__struct__)} #{Exception.message(e)}"
  end
end

run = fn f, x -> Nx.Defn.jit(f, compiler: EXLA).(x) end
goes_on = fn -> IO.inspect(Nx.to_list(run.(&Nx.multiply(&1, 2), Nx.tensor([1, 2])))) end

# no memory: of the machine
huge = fn x -> Nx.sum(Nx.sort(Nx.add(Nx.iota({1_000_000_000_000}, type: :f64), x))) end
IO.puts(message.(fn -> run.(huge, 1.0) end))
goes_on.()

# XLA refuses the program: the pass that knows the operation is off (XLA_FLAGS); f16 is what no routine knows
IO.puts(message.(fn -> run.(&Nx.LinAlg.cholesky/1, Nx.tensor([[4.0, 2.0], [2.0, 5.0]], type: :f16)) end))
goes_on.()

# dividing by a 0 that is there when XLA simplifies gives what it gives later
for f <- [&Nx.remainder/2, &Nx.quotient/2] do
  [a, b] = [Nx.tensor([5, -128], type: :s8), Nx.tensor([0, -1], type: :s8)]
  IO.inspect(Nx.to_list(run.(fn _ -> f.(a, b) end, 1)) == Nx.to_list(run.(&f.(a, &1), b)))
end

# two plugins, each with a client, in turns; what one gave goes into the other
[first, second | _] = System.argv() # where there is one, its path twice
double = fn x -> run.(&Nx.multiply(&1, 2), x) end
x = Nx.iota({3000}, type: :f32)

x =
  Enum.reduce(1..4, x, fn i, x ->
    System.put_env("CNX_XLA_PLUGIN", if(rem(i, 2) == 0, do: second, else: first))
    double.(x)
  end)

IO.inspect(Nx.to_number(x[2999]))

# one that is not there any more
System.put_env("CNX_XLA_PLUGIN", second <> ".missing")
IO.puts(message.(fn -> run.(&Nx.add(&1, 1), 1) end))
System.put_env("CNX_XLA_PLUGIN", first)
goes_on.()
END

cat > "$tmp/slow.exs" << 'END'
slow = fn x -> Enum.reduce(1..4000, x, fn i, x -> Nx.sin(Nx.dot(x, Nx.add(x, i))) end) end
f = fn -> Nx.Defn.jit(slow, compiler: EXLA).(Nx.broadcast(0.5, {20, 20})) end
IO.puts(:stderr, "compiling")
f.()
IO.puts("not interrupted")
END

for plugin in $plugins; do
    use_plugin "$plugin"
    XLA_FLAGS=--xla_disable_hlo_passes=cholesky_expander run run "$tmp/p.exs" $(realpath $plugins) "$plugin"
    expect code 0
    expect no-err
    [[ $out =~ ^'SystemLimitError XLA: Out of memory'[^$'\n']*'
[2, 4]
RuntimeError XLA: '[^$'\n']*'`cholesky` is not supported'[^$'\n']*'
[2, 4]
true
true
47984.0
RuntimeError the PJRT plugin cannot be opened: '[^$'\n']*'
[2, 4]'$ ]] || wrong 'errors, and results after each'

    head -c 1000000 "$plugin" > "$tmp/short.so"
    CNX_XLA_PLUGIN=$tmp/short.so run run "$tmp/p.exs" a b
    expect code 1
    expect err-has 'was cut short'

    set -m
    "$CNX" run "$tmp/slow.exs" > "$tmp/out" 2> "$tmp/err" &
    set +m
    for _ in $(seq 200); do grep -q compiling "$tmp/err" && break; sleep 0.05; done
    sleep 1.5
    kill -INT $!
    wait $!
    code=$? ran="Ctrl-C" out=$(cat "$tmp/out") err=$(cat "$tmp/err")
    expect code 130
    expect out ''
    expect err-has compiling
    expect err-has interrupted
done
