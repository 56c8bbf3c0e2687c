# The gradient of every block of Nx is right: reverse mode, forward mode and differences agree.
. "$(dirname "$0")/prelude"

cat > "$tmp/blocks_test.exs" <<'END'
defmodule BlocksTest do
  use ExUnit.Case

  def x, do: Nx.tensor([[3.0, 0.5, -1.0], [0.25, 4.0, 0.75], [-0.5, 1.25, 5.5]], type: :f64)
  def spd, do: Nx.add(Nx.dot(x(), Nx.transpose(x())), Nx.eye(3))
  def w, do: Nx.sin(Nx.iota({3, 3}, type: :f64))
  def slope(x, fun), do: Nx.Defn.grad(x, fn x -> Nx.sum(Nx.multiply(fun.(x), w())) end)
  def complex_slope(x, fun), do: slope(x, fn x -> y = fun.(x); Nx.add(Nx.real(y), Nx.imag(y)) end)

  test "LogicalNot", do: slope(x(), &Nx.multiply(&1, Nx.logical_not(Nx.less(&1, 0))))
  test "Phase", do: slope(x(), &Nx.phase(Nx.complex(&1, Nx.cos(&1))))
  test "AllClose", do: slope(x(), &Nx.multiply(&1, Nx.all_close(&1, 1.0)))
  test "CumulativeSum", do: slope(x(), &Nx.cumulative_sum(&1, axis: 1))
  test "CumulativeProduct", do: slope(x(), &Nx.cumulative_product(&1, reverse: true))
  test "CumulativeMin", do: slope(x(), &Nx.cumulative_min/1)
  test "CumulativeMax", do: slope(x(), &Nx.cumulative_max(&1, axis: 1))
  test "Take", do: slope(x(), &Nx.take(&1, Nx.tensor([2, 0, 0])))
  test "TakeAlongAxis", do: slope(x(), &Nx.take_along_axis(&1, Nx.tensor([[2, 0, 1], [0, 0, 1], [1, 1, 1]])))
  test "TopK", do: slope(x(), &elem(Nx.top_k(&1, k: 3), 0))
  test "FFT2", do: complex_slope(x(), &Nx.fft2/1)
  test "IFFT2", do: complex_slope(x(), &Nx.ifft2/1)
  test "RFFT", do: complex_slope(x(), &Nx.rfft(&1, length: 4))
  test "IRFFT", do: slope(x(), &Nx.irfft(Nx.complex(&1, Nx.sin(&1)), length: 3))
  test "LinAlg.Cholesky", do: slope(spd(), &Nx.LinAlg.cholesky/1)
  test "LinAlg.Solve", do: slope(x(), &Nx.LinAlg.solve(&1, Nx.cos(&1)))
  test "LinAlg.QR", do: slope(x(), fn x -> {q, r} = Nx.LinAlg.qr(x); Nx.add(q, r) end)
  test "LinAlg.Eigh", do: slope(x(), fn x -> {v, _} = Nx.LinAlg.eigh(Nx.add(x, Nx.transpose(x))); v end)
  test "LinAlg.SVD", do: slope(x(), fn x -> {_, s, _} = Nx.LinAlg.svd(x); s end)
  test "LinAlg.LU", do: slope(x(), fn x -> {_, l, u} = Nx.LinAlg.lu(x); Nx.multiply(l, Nx.add(u, 1)) end)
  test "LinAlg.Determinant", do: slope(x(), &Nx.multiply(Nx.LinAlg.determinant(&1), &1))
end
END

for block in $(sed -n 's/^defmodule Nx.Block.\([A-Za-z0-9.]*\) do$/\1/p' lib/nx/block.ex); do
    grep -q "test \"$block\"" "$tmp/blocks_test.exs" || { echo "$block has no test"; exit 1; }
done
run test --check-grads "$tmp/blocks_test.exs"
expect code 0
expect out-has "21 tests, 0 failures, 21 gradients checked"
[[ $out != *skipped* ]] || wrong "no gradient skipped"
