# cnx test --check-grads: gradients that tests take are held to forward mode and to differences. The
# program whose rule for tanh is wrong (make tests) is caught, at the line of the operation.
. test/cli/prelude

cat > "$tmp/right_test.exs" <<'END_OF_FILE'
defmodule Model do
  @derive {Nx.Container, containers: [:w, :b]}
  defstruct [:w, :b]
end

defmodule RightTest do
  use ExUnit.Case
  import Nx.Defn

  defn loss(m, x), do: Nx.mean(Nx.pow(Nx.dot(x, m.w) + m.b - 1.0, 2))
  defn slope(m, x), do: grad(m, &loss(&1, x))
  defn rounded(x), do: grad(x, fn x -> Nx.sum(Nx.as_type(x * 1.5, :s32) * x) end)
  defn printed(x), do: value_and_grad(x, fn x -> print_value(Nx.sum(Nx.sin(x))) end)

  defn descend(x) do
    {x, _} =
      while {x, i = 0}, i < 4 do
        {x - 0.1 * grad(x, fn x -> Nx.sum(Nx.cos(x)) end), i + 1}
      end

    x
  end

  def model, do: %Model{w: Nx.tensor([[0.5], [-0.25]]), b: Nx.tensor([0.0])}

  test "a container" do
    slope(model(), Nx.tensor([[1.0, 2.0], [3.0, 4.0]]))
    slope(model(), Nx.tensor([[1.0, 2.0], [3.0, 5.0]]))
  end

  test "the same in another test", do: slope(model(), Nx.tensor([[1.0, 2.0], [3.0, 4.0]]))
  test "a value, too", do: Nx.Defn.value_and_grad(2, fn x -> Nx.multiply(x, x) end)
  test "inside of a loop", do: descend(Nx.tensor([1.0, 2.0]))
  test "complex", do: Nx.Defn.grad(Nx.Constants.i(), fn z -> Nx.real(Nx.exp(z)) end)
  test "indices", do: Nx.Defn.grad(Nx.tensor([1.0, 2.0]), fn x -> Nx.sum(Nx.sin(Nx.take(x, Nx.tensor([1, 1, 0])))) end)
  test "held", do: Nx.Defn.grad(2.0, fn x -> Nx.multiply(Nx.Defn.Kernel.stop_grad(Nx.exp(x)), x) end)
  test "a program's own", do: printed(Nx.tensor([1.0]))

  test "both directions" do
    {_, back} = Cnx.AD.vjp(&Nx.sin/1, Nx.tensor([1.0, 2.0]))
    back.(Nx.tensor([1.0, 1.0]))
    Cnx.AD.jvp(&Nx.sin/1, 1.0, 1.0)
  end

  test "kinks" do
    Nx.Defn.grad(Nx.tensor([0.0]), fn x -> Nx.sum(Nx.abs(x)) end)
    rounded(Nx.tensor([1.5, 2.25]))
  end
end
END_OF_FILE
run test --check-grads "$tmp/right_test.exs"
expect code 0
expect out-has '10 tests, 0 failures, 10 gradients checked (2 skipped at kinks)'
[ "$(grep -c '0.84147' "$tmp/out")" = 1 ] || wrong "the value printed once"
run test "$tmp/right_test.exs"
expect code 0
[[ $out != *checked* ]] || wrong "nothing about gradients"

cat > "$tmp/wrong_test.exs" <<'END_OF_FILE'
defmodule WrongTest do
  use ExUnit.Case
  import Nx.Defn

  defn scaled(x), do: 3 * Nx.sin(x)
  defn bent(x) do
    y = scaled(x)
    Nx.sum(Nx.exp(y) *
      Nx.tanh(y))
  end

  defn repeated(x) do
    {y, _, _} =
      while {y = x, x, i = 0}, i < 3 do
        {scaled(y) +
           Nx.tanh(y * x), x, i + 1}
      end

    Nx.sum(y)
  end

  test "straight", do: Nx.Defn.grad(Nx.tensor([0.3, 0.6]), &bent/1)
  test "loop", do: Nx.Defn.value_and_grad(Nx.tensor([0.3, 0.6]), &repeated/1)
  test "integers", do: Nx.Defn.grad(1, &bent/1)
  test "elsewhere", do: Nx.Defn.grad(Nx.tensor([0.3, 0.6]), fn x -> Nx.sum(scaled(x)) end)
end
END_OF_FILE
run test --check-grads "$tmp/wrong_test.exs"
expect code 0
expect out-has '4 tests, 0 failures, 4 gradients checked'
right=$CNX
CNX=$right-wrong
run test --check-grads --seed 0 "$tmp/wrong_test.exs"
expect code 2
expect out-has '4 tests, 3 failures, 1 gradient checked'
expect out-has '** (ArithmeticError) the gradient of tanh is wrong: '
expect out-has 'wrong_test.exs:9:7'
expect out-has '         |       ^~~~~~~~~~'
expect out-has 'wrong_test.exs:16:12'
[ "$(grep -c 'the gradient of tanh is wrong' "$tmp/out")" = 3 ] || wrong "three gradients of tanh"
run test "$tmp/wrong_test.exs"
expect code 0
CNX=$right

cat > "$tmp/given_test.exs" <<'END_OF_FILE'
defmodule GivenTest do
  use ExUnit.Case
  import Nx.Defn
  defn given(x), do: grad(x, fn x -> custom_grad(Nx.sin(x), [x], fn g -> [g * 2] end) end)
  test "a derivative of the program's", do: given(Nx.tensor(0.5))
end
END_OF_FILE
run test --check-grads "$tmp/given_test.exs"
expect code 2
expect out-has 'the gradient of custom_grad is wrong: '
expect out-has 'given_test.exs:4:38'
