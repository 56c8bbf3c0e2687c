# Programs compiled, run and freed again and again leave no memory behind, and the same program gives
# the same bits every time: with any number of threads, cold and from the cache. No memory is both
# writable and executable.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cycles=60 times=3
[ -z "$CNX_TEST_WHOLE" ] || { cycles=1000 times=100; }

# What a sanitizer keeps of freed memory is not the program's.
if [ -z "$CNX_TEST_HARD" ]; then
    cat > "$tmp/cycles.exs" << 'END_OF_FILE'
[cycles] = System.argv()
x = Nx.iota({100}, type: :f32)

memory = fn ->
  [_, kb] = Regex.run(~r/VmRSS:\s*(\d+)/, File.read!("/proc/self/status"))
  String.to_integer(kb)
end

# Every program has a constant of its own, so none is found in a cache.
cycle = fn i ->
  {graph, _} = Cnx.Tracing.trace(&Nx.add(Nx.exp(&1), i / 7), [x])
  program = Cnx.Program.build(graph, Cnx.LLVM)
  [y] = Cnx.Program.run(program, [x])
  true = Nx.to_number(y[0]) > 0
end

Enum.each(1..40, cycle)
before = memory.()
Enum.each(41..(40 + String.to_integer(cycles)), cycle)
grown = memory.() - before
if Regex.match?(~r/ rwx[ps] /, File.read!("/proc/self/maps")), do: raise("memory is writable and executable")
if grown > 6000, do: raise("#{grown} kB more after #{cycles} programs")
END_OF_FILE
    CNX_CACHE=off run run --compiler llvm "$tmp/cycles.exs" $cycles
    expect code 0
fi

cat > "$tmp/bits.exs" << 'END_OF_FILE'
defmodule Bits do
  import Nx.Defn
  defn f(x, y) do
    e = Nx.exp(x - Nx.reduce_max(x, axes: [1], keep_axes: true))
    p = e / Nx.sum(e, axes: [1], keep_axes: true)
    z = Nx.tanh(Nx.dot(p, y)) |> Nx.cumulative_sum(axis: 0)
    {Nx.sum(p), Nx.sum(z, axes: [0]), Nx.sort(z, axis: 1), Nx.mean(Nx.sin(x * 1000))}
  end
end
x = Nx.reshape(Nx.sin(Nx.iota({300_000}, type: :f32)), {300, 1000})
y = Nx.reshape(Nx.cos(Nx.iota({50_000}, type: :f32)), {1000, 50})
[times] = System.argv()
hashes =
  for _ <- 1..String.to_integer(times) do
    Bits.f(x, y) |> Tuple.to_list() |> Enum.map(&:erlang.phash2(Nx.to_binary(&1)))
  end
[one] = Enum.uniq(hashes)
IO.inspect(one)
END_OF_FILE
export XDG_CACHE_HOME=$tmp/cache
for threads in 1 2 3 8; do
    for cache in off on; do
        [ -n "$CNX_TEST_WHOLE" ] || [ $cache != off ] || [ $threads = 1 ] || continue
        CNX_CACHE=$cache CNX_THREADS=$threads run run --compiler llvm "$tmp/bits.exs" $times
        expect code 0
        first=${first:-$out}
        expect out "$first"
    done
done
