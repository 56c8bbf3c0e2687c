# Products of matrices, decompositions and transforms.

defmodule Matrix do
  import Nx.Defn

  defn product(a, b), do: Nx.dot(a, b)
  defn bias_relu(a, b, c), do: Nx.max(Nx.dot(a, b) + c, 0)

  defn invert(a), do: Nx.LinAlg.invert(a)
  defn cholesky(a), do: Nx.LinAlg.cholesky(a)

  defn spectral(a), do: Nx.LinAlg.eigh(a)
  defn pseudo_inverse(a), do: Nx.LinAlg.pinv(a)

  defn singular_values(a) do
    {_, s, _} = Nx.LinAlg.svd(a, full_matrices?: false)
    s
  end

  defn spectrum(x), do: Nx.abs(Nx.fft(x))

  # Numbers between -1 and 1 whose square matrices have full rank.
  def random(shape) do
    {x, _} = Nx.Random.uniform(Nx.Random.key(1), -1.0, 1.0, shape: shape, type: :f32)
    x
  end

  def positive_definite(n) do
    a = random({n, n})
    Nx.add(Nx.dot(a, Nx.transpose(a)), Nx.multiply(Nx.eye(n, type: :f32), n))
  end

  def symmetric(n), do: Nx.add(random({n, n}), Nx.transpose(random({n, n})))

  def noise(shape, scale \\ 1.0) do
    Nx.iota(shape, type: :f32) |> Nx.multiply(12.9898) |> Nx.sin() |> Nx.multiply(scale)
  end

  def squares(n), do: [noise({n, n}), noise({n, n}, 0.5)]

  def workloads do
    [
      matmul_256: fn -> {&product/2, squares(256)} end,
      matmul_1024: fn -> {&product/2, squares(1024)} end,
      matmul_2048: fn -> {&product/2, squares(2048)} end,
      matmul_bias_relu_512: fn -> {&bias_relu/3, squares(512) ++ [noise({512})]} end,
      fft_512k: fn -> {&spectrum/1, [noise({524_288})]} end,
      invert_256: fn -> {&invert/1, [random({256, 256})]} end,
      cholesky_512: fn -> {&cholesky/1, [positive_definite(512)]} end,
      svd_128: fn -> {&singular_values/1, [random({128, 128})]} end,
      eigh_200: fn -> {&spectral/1, [symmetric(200)]} end,
      pinv_3x2: fn -> {&pseudo_inverse/1, [random({3, 2})]} end
    ]
  end
end

Matrix.workloads()
