# What does not fit ends with one clear error and exit code 1, in seconds and in bounded memory.
. test/cli/prelude

cat > "$tmp/recursion.exs" <<'END'
defmodule R do
  def f(n), do: 1 + f(n + 1)
end

try do
  R.f(0)
rescue
  e in SystemLimitError -> IO.puts(e.message)
end

R.f(0)
END
start=$EPOCHREALTIME
run run "$tmp/recursion.exs"
ms=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
expect code 1
expect out-has 'the stack is full: '
expect err-has '** (SystemLimitError) the stack is full: '
expect err-has 'recursion.exs:2:21'
expect_caret
[ -n "$CNX_TEST_HARD" ] || [ $ms -lt 20000 ] || wrong "an end in seconds, it took $ms ms"

cat > "$tmp/deep.exs" <<'END'
defmodule R do
  def f(0), do: 0
  def f(n), do: 1 + f(n - 1)
end
IO.puts(R.f(1_000_000))
END
run run "$tmp/deep.exs"
expect code 0
expect out 1000000

cat > "$tmp/defn.exs" <<'END'
defmodule R do
  import Nx.Defn
  defn f(n), do: 1 + f(n + 1)
end
R.f(0)
END
run run "$tmp/defn.exs"
expect code 1
expect err-has SystemLimitError
expect err-has 'defn.exs:3'

run -e 'Nx.broadcast(Nx.tensor(0, type: :f64), {1000000, 1000000})'
expect code 1
expect err-has '** (SystemLimitError) there is no memory for a tensor of type f64[1000000][1000000]'
expect_caret
run -e 'Nx.iota({4611686018427387904, 4})'
expect code 1
expect err-has Error

cat > "$tmp/while.exs" <<'END'
defmodule W do
  import Nx.Defn

  defn f(n) do
    while n, n < 10 do
      n * 1.5
    end
  end
end
W.f(Nx.tensor(0))
END
run run "$tmp/while.exs"
expect code 1
expect err-has 'the do-block in while must return tensors with the same shape, type, and names as the initial arguments'
expect err-has 'while.exs:5:5'
expect_caret

cat > "$tmp/zero.exs" <<'END'
defmodule Z do
  import Nx.Defn
  defn f(a, b), do: Nx.quotient(a, b)
  defn g(a, b), do: Nx.remainder(a, b)
end

try do
  Z.g(Nx.tensor([1, 2]), Nx.tensor([1, 0]))
rescue
  e in ArithmeticError -> IO.puts(Exception.message(e))
end

Z.f(Nx.tensor([1, 2]), Nx.tensor([1, 0]))
END
run run --compiler reference "$tmp/zero.exs" # compiled code gives all ones instead
expect code 1
expect out 'bad argument in arithmetic expression'
expect err-has '** (ArithmeticError) bad argument in arithmetic expression'
expect err-has 'zero.exs:3:21'
expect_caret

# What a function captures fits one instruction.
awk 'BEGIN { for (i = 0; i < 300; i++) { print "a" i " = " i; sum = sum " + a" i }
             print "IO.inspect((fn -> 0" sum " end).())" }' > "$tmp/captures.exs"
run run "$tmp/captures.exs"
expect code 1
expect err-has 'an anonymous function uses more than 255 variables of those around it'

# A generator of bitstrings has as many segments as it is written with.
awk 'BEGIN { for (i = 0; i < 300; i++) s = s "a" i ", "
             print "IO.inspect(for <<" s "b <- :binary.copy(<<1>>, 602)>>, do: a0 + a299 + b)" }' > "$tmp/bits.exs"
run run "$tmp/bits.exs"
expect code 0
expect out '[3, 3]'
