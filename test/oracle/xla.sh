# The compiler xla on each CPU plugin that is there: every op against the reference, a program with
# all of its regions, decompositions through the host, errors, devices, Ctrl-C, training.
. test/cli/prelude

CNX_PLUGINS=$(realpath "$BUILD")
export CNX_PLUGINS CNX_CACHE=off
plugins=$(ls "$BUILD"/oracles/pjrt/*.so 2> /dev/null)
[ -n "$plugins" ] || { echo "skipped: PJRT plugins are not there; make oracles"; exit 77; }

cat > "$tmp/p.exs" << 'END'
defmodule P do
  import Nx.Defn

  defn f(x, w), do: Nx.sum(Nx.dot(x, w) * 2) + Nx.reduce_max(x)

  defn loop(x) do
    {_, x} =
      while {i = 0, x}, i < 10 do
        {i + 1, if(Nx.sum(x) > 3.0, do: x - 1, else: x + 0.5)}
      end

    x
  end

  defn pick(x) do
    cond do
      Nx.sum(x) > 10 -> x * 2
      Nx.sum(x) > 5 -> x - 1
      true -> Nx.sort(x)
    end
  end

  defn fold(x, by), do: Nx.reduce(x, 0.0, fn e, acc -> acc + e * by end)
  defn small(x), do: {Nx.as_type(x, :s4) + Nx.s4([[1, 2], [3, -4]]), Nx.argsort(Nx.u2([3, 0, 2, 1]))}
  defn top(x), do: {Nx.argmax(x, axis: 1), Nx.argmin(x), Nx.any(x > 3), Nx.cumulative_sum(x), Nx.top_k(x, k: 1)}
end

x = Nx.tensor([[1.0, 2.0], [3.0, 4.0]])
IO.inspect(P.f(x, Nx.transpose(x)))
IO.inspect(P.loop(Nx.tensor([1.0, 2.0])))
for by <- [1, 2, 4], do: IO.inspect(P.pick(Nx.divide(x, by)))
IO.inspect(P.fold(x, Nx.tensor(2.0)))
IO.inspect(P.small(x))
IO.inspect(P.top(x))
IO.inspect(Nx.Defn.grad(x, &P.f(&1, Nx.multiply(&1, &1))))
IO.inspect(Nx.Defn.jit(&Nx.max/2).(Nx.tensor([1.0, :nan]), Nx.tensor([:nan, 2.0])))
same = fn -> Nx.atan2(Nx.iota({3}, type: :f64), Nx.iota({3}, type: :f64)) end
IO.inspect(Nx.Defn.jit(same).())
IO.inspect(Nx.Defn.jit(&Nx.LinAlg.qr/1).(x))
IO.inspect(Nx.Defn.jit(&Nx.LinAlg.triangular_solve(&1, &2, left_side: false)).(Nx.tensor([[4.0, 0.0], [2.0, 5.0]]), Nx.tensor([1.0, 2.0])))
bits = fn x -> {Nx.population_count(x), Nx.count_leading_zeros(x), Nx.as_type(Nx.population_count(x), :s32)} end
for type <- [:s2, :u4, :s4, :s8], do: IO.inspect(Nx.Defn.jit(bits).(Nx.tensor([1, 0, -1, -2], type: type)))
IO.inspect(Nx.Defn.jit(&Nx.gather(&1, &2)).(Nx.tensor([1.0, 2.0]), Nx.broadcast(0, {2, 1})))
IO.inspect(Nx.Defn.jit(&Nx.LinAlg.cholesky/1).(Nx.tensor([[4.0, 2.0], [2.0, 5.0]])))
# sums of products are one product
sums = fn x, y -> Nx.add(Nx.add(Nx.dot(x, [0], y, [0]), Nx.dot(y, [0], x, [0])), Nx.dot(x, [0], x, [0])) end
IO.inspect(Nx.Defn.jit(sums).(Nx.iota({4, 16}, type: :f32), Nx.iota({4, 16}, type: :f32) |> Nx.reverse()))
END
run run --compiler reference "$tmp/p.exs"
expect code 0
reference=$out

cat > "$tmp/singular.exs" << 'END'
f = fn x -> Nx.LinAlg.solve(x, Nx.tensor([1.0, 2.0])) end
Nx.Defn.jit(f).(Nx.tensor([[1.0, 1.0], [1.0, 1.0]]))
END

cat > "$tmp/forever.exs" << 'END'
defmodule P do
  import Nx.Defn
  defn forever(x) do
    {x, _} = while {x, i = 0}, i >= 0, do: {x * 0.5, Nx.bitwise_and(i + 1, 1023)}
    x
  end
end
IO.puts("started")
P.forever(Nx.tensor([1.0]))
END

for plugin in $plugins; do
    CNX_XLA_PLUGIN=$(realpath "$plugin")
    export CNX_XLA_PLUGIN
    run run --compiler xla "$tmp/p.exs"
    expect code 0
    expect no-err
    expect out "$reference"

    run run --compiler xla "$tmp/singular.exs"
    expect code 1
    expect err-has "can't solve for singular matrix"
    expect_caret

    run run --compiler xla:7 "$tmp/singular.exs"
    expect code 1
    expect err-has 'there is no device 7, cpu has 1'

    CNX_XLA_HOST_DEVICES=4 run devices
    expect code 0
    expect out-has 'xla:host:3  cpu'

    CNX_XLA_HOST_DEVICES=4 run run --compiler xla:host:3 "$tmp/p.exs"
    expect out "$reference"

    # -m: a job of its own, as a shell that is not interactive lets background jobs ignore Ctrl-C
    set -m
    "$CNX" run --compiler xla "$tmp/forever.exs" > "$tmp/out" 2> "$tmp/err" &
    set +m
    sleep 2
    kill -INT $!
    wait $!
    code=$? ran="Ctrl-C" out=$(cat "$tmp/out") err=$(cat "$tmp/err")
    expect code 130
    expect err-has interrupted

    XLA_FLAGS=--xla_backend_optimization_level=0 "$BUILD/test/op_test" --compiler xla --every 97 ||
        exit 1
done
