# The compiler llvm: the same results as the reference's, one kernel for a chain, two for a softmax,
# loops and branches as programs of their own, and the same bits with any number of threads.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/soft.exs" << 'END'
defmodule Soft do
  import Nx.Defn
  defn softmax(n), do: Nx.exp(n) / Nx.sum(Nx.exp(n))
  defn odd_squares(n) do
    {_, sum, _} =
      while {i = 0, sum = 0, n}, i < n do
        {i + 1, if(Nx.remainder(i, 2) == 1, do: sum + i * i, else: sum), n}
      end

    sum
  end
  defn rows(x) do
    e = Nx.exp(x - Nx.reduce_max(x, axes: [-1], keep_axes: true))
    e / Nx.sum(e, axes: [-1], keep_axes: true)
  end
end
x = Nx.multiply(Nx.sin(Nx.iota({300_001}, type: :f32)), 3)
y = Nx.reshape(Nx.slice(x, [0], [300_000]), {300, 1000})
for t <- [Soft.softmax(x), Soft.rows(y), Nx.sum(Soft.softmax(x)), Nx.sum(Soft.rows(y), axes: [0])] do
  IO.puts(:erlang.phash2(Nx.to_binary(t)))
end
IO.inspect(Nx.to_number(Soft.odd_squares(Nx.tensor(1001))))
IO.inspect(Nx.Defn.jit(&Nx.add(Nx.multiply(&1, 2), 1), compiler: Cnx.LLVM).(Nx.tensor([1, 2, 3])))
END
for threads in 1 2 3 8; do
    CNX_THREADS=$threads run run --compiler llvm "$tmp/soft.exs"
    expect code 0
    expect out-has "[3, 5, 7]"
    expect out-has "166666500"
    first=${first:-$out}
    expect out "$first"
done
