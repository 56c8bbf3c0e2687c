# cnx explain and cnx run --profile: kernels, reasons, memory, a picture, a trace; promises held in
# tests of programs, and broken ones found.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/p.exs" << 'END_OF_FILE'
defmodule P do
  import Nx.Defn
  defn softmax(n), do: Nx.exp(n) / Nx.sum(Nx.exp(n))

  defn rows(x) do
    e = Nx.exp(x - Nx.reduce_max(x, axes: [-1], keep_axes: true))
    e / Nx.sum(e, axes: [-1], keep_axes: true)
  end

  defn chain(x), do: Nx.sin(x * 2 + 1) * Nx.exp(-x) - Nx.tanh(x)
  defn turned(x), do: Nx.exp(Nx.sort(x)) + 1
  defn apart(x), do: {Nx.sum(Nx.exp(x), axes: [0]), Nx.sum(x, axes: [1])}
  defn two(a, {b, c}), do: a + b * c

  defn loss({w1, b1, w2, b2}, x, y) do
    h = Nx.max(Nx.dot(x, w1) + b1, 0)
    o = Nx.dot(h, w2) + b2
    m = Nx.reduce_max(o, axes: [1], keep_axes: true)
    lse = Nx.log(Nx.sum(Nx.exp(o - m), axes: [1], keep_axes: true)) + m
    -Nx.mean(Nx.sum((o - lse) * y, axes: [1]))
  end

  defn step({w1, b1, w2, b2}, x, y) do
    {l, {g1, g2, g3, g4}} = value_and_grad({w1, b1, w2, b2}, &loss(&1, x, y))
    {l, {w1 - 0.1 * g1, b1 - 0.1 * g2, w2 - 0.1 * g3, b2 - 0.1 * g4}}
  end
end
END_OF_FILE

run explain "$tmp/p.exs" P.softmax 'f32[1000000]'
expect code 0
expect out-has '2 kernels, 0 other steps'
expect out-has 'peak memory 8.0 MB: inputs 4.0 MB, results 4.0 MB, arena 256 B, evaluated 0 B'
expect out-has 'step 1 is not in step 0: divide needs the whole sum'
expect out-has measured
run explain "$tmp/p.exs" P.chain 'f32[1000]'
expect out-has '1 kernel, 0 other steps'
[[ $out != *'not fused'* ]] || wrong 'nothing that is not fused'
run explain "$tmp/p.exs" P.turned 'f32[1000]'
expect out-has 'sort has no loops to share'
run explain "$tmp/p.exs" P.apart 'f32[100][200]'
expect code 0
run explain --svg "$tmp/p.svg" "$tmp/p.exs" P.two 's32' '{f32[3], f32[2][3]}'
expect code 0
grep -q '</svg>' "$tmp/p.svg" || { echo "no picture"; exit 1; }
grep -q '>multiply<' "$tmp/p.svg" || { echo "no operation in the picture"; exit 1; }

# Passes, and what stands for them.
run explain --after fuse "$tmp/p.exs" P.chain 'f32[1000]'
expect out-has 'step 0: map 1000'
run explain --after lower "$tmp/p.exs" P.chain 'f32[1000]'
expect out-has 'kernel {'
run explain --llvm "$tmp/p.exs" P.chain 'f32[1000]'
expect out-has 'define'
run explain --asm "$tmp/p.exs" P.chain 'f32[1000]'
expect out-has '.globl'
run explain --after nothing "$tmp/p.exs" P.chain 'f32[1000]'
expect code 1
expect err-has 'there is no pass nothing'
run explain --compiler reference "$tmp/p.exs" P.chain 'f32[1000]'
expect code 1
expect err-has 'the compiler reference takes whole graphs'
run explain --svg
expect code 2
run explain "$tmp/p.exs"
expect code 2
run explain --svg /nowhere/p.svg "$tmp/p.exs" P.chain 'f32[10]'
expect code 1

# The machine's limits are measured once.
kept=$XDG_CACHE_HOME/cnx/machine
before=$(stat -c %Y.%i "$kept")
run explain "$tmp/p.exs" P.chain 'f32[1000]'
[ "$(stat -c %Y.%i "$kept")" = "$before" ] || { echo "the machine was measured again"; exit 1; }
echo damaged > "$kept"
run explain "$tmp/p.exs" P.chain 'f32[1000]'
expect code 0

# Promises of the compiler's own, and how a broken one is told.
cat > "$tmp/promises_test.exs" << 'END_OF_FILE'
Code.require_file("p.exs", __DIR__)

defmodule PromisesTest do
  use ExUnit.Case
  import Cnx.Assertions

  test "softmax is two kernels and two passes" do
    x = Nx.iota({1_000_000}, type: :f32)
    assert_kernels(&P.softmax/1, [x], 2, others: 0)
    plan = Cnx.Explain.plan(&P.softmax/1, [x], Cnx.LLVM)
    read = for s <- plan.steps, do: s.reads
    assert Enum.all?(read, &(&1 <= 4_001_000))
    assert_peak_memory(&P.softmax/1, [x], 4_001_000)
  end

  test "softmax along rows and a chain are one kernel" do
    assert_kernels(&P.rows/1, [Nx.iota({64, 1000}, type: :f32)], 1, others: 0)
    assert_kernels(&P.chain/1, [Nx.iota({1000}, type: :f32)], 1, others: 0)
  end

  test "a training step is seven kernels and five products" do
    w = {Nx.iota({784, 128}, type: :f32), Nx.iota({128}, type: :f32),
         Nx.iota({128, 10}, type: :f32), Nx.iota({10}, type: :f32)}
    args = [w, Nx.iota({128, 784}, type: :f32), Nx.iota({128, 10}, type: :f32)]
    assert_kernels(&P.step/3, args, 7, others: 5)
    assert_peak_memory(&P.step/3, args, 2_000_000)
  end

  test "a second call compiles nothing" do
    f = Nx.Defn.jit(&P.chain/1)
    f.(Nx.tensor([1.0, 2.0]))
    assert_no_recompile(fn -> f.(Nx.tensor([3.0, 4.0])) end)
  end

  @tag :broken
  test "too many kernels", do: assert_kernels(&P.softmax/1, [Nx.iota({1_000_000}, type: :f32)], 1)
  @tag :broken
  test "too much memory", do: assert_peak_memory(&P.chain/1, [Nx.iota({1000}, type: :f32)], 3999)
  @tag :broken
  test "compiled again", do: assert_no_recompile(fn -> P.chain(Nx.iota({77}, type: :f32)) end)
end
END_OF_FILE
run test --exclude broken "$tmp/promises_test.exs"
expect code 0
expect out-has '7 tests, 0 failures, 3 excluded'
run test --only broken "$tmp/promises_test.exs"
expect code 2
expect out-has '3 failures'
expect out-has 'expected at most 1 kernels, got 2'
expect out-has 'expected at most 3999 bytes of memory, got 4000'
expect out-has 'expected no definition to be compiled, 1 were compiled'

# A trace of what ran.
printf 'Code.require_file("p.exs", __DIR__)\nP.softmax(Nx.iota({1000}, type: :f32))\n' > "$tmp/run.exs"
run run --profile "$tmp/trace.json" "$tmp/run.exs"
expect code 0
for name in 'compile llvm' 'run llvm' 'sum, divide'; do
    grep -q "\"name\": \"$name" "$tmp/trace.json" || { cat "$tmp/trace.json"; exit 1; }
done
tail -n 1 "$tmp/trace.json" | grep -q "\"dropped\": 0" || { echo "the trace has no end"; exit 1; }
run run --profile /nowhere/t.json "$tmp/run.exs"
expect code 1
run run --profile
expect code 2
