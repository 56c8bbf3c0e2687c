# The compiler llvm: the same results as the reference's, one kernel for a chain, two for a softmax,
# loops of elements as one kernel, and the same bits with any number of threads.
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
run_bits run --compiler llvm "$tmp/soft.exs"
expect out-has "[3, 5, 7]"
expect out-has "166666500"

# Loops of elements are kernels: nested, with branches, with values read by a counter, with fused
# operands and results that are read on. Integers and exact floats are the reference's.
cat > "$tmp/loops.exs" << 'END'
defmodule Loops do
  import Nx.Defn
  defn nested(x) do
    {x, _} =
      while {x, i = 0}, i < 10 do
        {y, _, _} = while({x, j = 0, i}, j < i, do: {Nx.remainder(x * 3 + j, 1001), j + 1, i})
        {if(i > 3, do: y - 1, else: y + 1), i + 1}
      end

    x
  end

  defn by_counter(t, x) do
    {_, s, _} = while({i = 0, x, t}, i < 50, do: {i + 1, s_next(x, t[i]), t})
    s
  end

  defn s_next(x, y), do: Nx.remainder(x * 7 + y, 65_521)

  defn fused(x, y) do
    z = x * 3 + y
    {a, b, _} = while({a = z - 1, b = Nx.sum(z), k = 3}, k > 0, do: {a * 2 - b, b + 1, k - 1})
    {Nx.sum(a), b + 1, Nx.reshape(a, {:auto})}
  end

  defn collatz(x) do
    {_, n} =
      while {x, n = x * 0}, Nx.any(x > 1) do
        next = Nx.select(Nx.remainder(x, 2) == 0, Nx.quotient(x, 2), 3 * x + 1)
        {Nx.select(x > 1, next, x), n + Nx.as_type(x > 1, :s64)}
      end

    n
  end

  defn never(x), do: while(x, Nx.sum(x) < 0, do: x + 1)

  defn two(x) do
    {x, i} = while({x, i = 0}, i < 3, do: {x + i, i + 1})
    while({x, i}, i < 7, do: {x * i, i + 1})
  end
end
x = Nx.iota({3, 7000}, type: :s64)
t = Nx.remainder(Nx.multiply(Nx.iota({50}, type: :s64), 7919), 101)
for v <- [x, Nx.tensor(5, type: :s64)] do
  IO.inspect(Loops.nested(v))
  IO.inspect(Loops.by_counter(t, v))
  IO.inspect(Loops.fused(v, Nx.tensor(2, type: :s64)))
  IO.inspect(Loops.two(v))
end
IO.inspect(Loops.collatz(Nx.iota({30}, type: :s64)))
IO.inspect(Loops.never(Nx.iota({3})))
IO.inspect(Loops.never(Nx.tensor(3)))
END
run run --compiler reference "$tmp/loops.exs"
expect code 0
reference=$out
for threads in 1 3; do
    CNX_THREADS=$threads run run --compiler llvm "$tmp/loops.exs"
    expect code 0
    expect out "$reference"
done

# What is read across goes through tiles that are transposed: whole ones, and those at the edges.
cat > "$tmp/across.exs" << 'END'
defmodule Across do
  import Nx.Defn
  defn plus(a), do: Nx.transpose(a) + a
  defn turn(a), do: Nx.transpose(a, axes: [2, 0, 1]) * 2
  defn swap(a), do: Nx.transpose(a, axes: [1, 0, 2]) * 2
end
for t <- [:u8, :s16, :f16, :f32, :f64, :s64], n <- [16, 33, 64] do
  a = Nx.as_type(Nx.remainder(Nx.iota({n, n}), 50), t)
  b = Nx.as_type(Nx.remainder(Nx.iota({n, 3, n + 3}), 50), t)
  for x <- [Across.plus(a), Across.turn(b), Across.swap(b)], do: IO.puts(:erlang.phash2(Nx.to_binary(x)))
end
END
run run --compiler reference "$tmp/across.exs"
expect code 0
reference=$out
run run --compiler llvm "$tmp/across.exs"
expect code 0
expect out "$reference"
