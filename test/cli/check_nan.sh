# cnx run --check-nan stops where the first NaN is made, and says from what.
. test/cli/prelude

cat > "$tmp/loop.exs" <<'END_OF_FILE'
defmodule M do
  import Nx.Defn

  defn loss(x) do
    {y, _} =
      while {y = x, i = 0}, i < 10 do
        {Nx.log(y) + 1.0, i + 1}
      end

    Nx.sum(y)
  end
end

IO.inspect(Nx.sum(Nx.tensor([:nan, 1.0])))
M.loss(Nx.tensor([[1.0, 0.5], [3.0, 2.0]]))
END_OF_FILE
run run --check-nan "$tmp/loop.exs"
expect code 1
expect out-has NaN
expect err-has '** (ArithmeticError) log gave a NaN that its operands had not at [0, 1]'
expect err-has 'loop.exs:7:10'
expect err-has 'operand 1 is f32[2][2], -0.18138707 at [0, 1]'
expect err-has 'in trip 2 of the loop at line 6'
run run "$tmp/loop.exs"
expect code 0

cat > "$tmp/eager.exs" <<'END_OF_FILE'
x = Nx.tensor([:infinity, 1.0])
Nx.sum(Nx.multiply(x, Nx.tensor([[1.0], [2.0]])))
Nx.dot(x, Nx.tensor([0.0, 2.0]))
END_OF_FILE
run run --check-nan "$tmp/eager.exs"
expect code 1
expect err-has 'dot gave a NaN that its operands had not'
expect err-has 'operand 1 is f32[2], from 1 to inf'
expect err-has 'operand 2 is f32[2], from 0 to 2'

run run --check-nan --compiler EXLA "$tmp/eager.exs"
expect code 2
run run --chek "$tmp/eager.exs"
expect code 2
expect err-has 'run has no option `--chek`'
