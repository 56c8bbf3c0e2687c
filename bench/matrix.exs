# Products of matrices and what is made of them.

defmodule Matrix do
  import Nx.Defn

  defn product(a, b), do: Nx.dot(a, b)
  defn bias_relu(a, b, c), do: Nx.max(Nx.dot(a, b) + c, 0)

  def noise(shape, scale \\ 1.0) do
    Nx.iota(shape, type: :f32) |> Nx.multiply(12.9898) |> Nx.sin() |> Nx.multiply(scale)
  end

  def squares(n), do: [noise({n, n}), noise({n, n}, 0.5)]

  def workloads do
    [
      matmul_256: fn -> {&product/2, squares(256)} end,
      matmul_1024: fn -> {&product/2, squares(1024)} end,
      matmul_2048: fn -> {&product/2, squares(2048)} end,
      matmul_bias_relu_512: fn -> {&bias_relu/3, squares(512) ++ [noise({512})]} end
    ]
  end
end

Matrix.workloads()
