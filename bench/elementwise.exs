# Operations element by element and along axes, one kernel or a few each. A file of bench/ gives a
# list of workloads by name; each is a function that returns {definition, inputs}.

defmodule Elementwise do
  import Nx.Defn

  defn softmax(n), do: Nx.exp(n) / Nx.sum(Nx.exp(n))

  defn row_softmax(x) do
    e = Nx.exp(x - Nx.reduce_max(x, axes: [-1], keep_axes: true))
    e / Nx.sum(e, axes: [-1], keep_axes: true)
  end

  defn chain(x, y) do
    Nx.tanh(x * y + 1) * Nx.cos(x) - Nx.sqrt(Nx.abs(y)) + Nx.exp(-x * x)
  end

  defn gelu(x), do: 0.5 * x * (1 + Nx.tanh(0.7978845608 * (x + 0.044715 * x ** 3)))
  defn saxpy(x, y), do: 2 * x + y

  defn layer_norm(x) do
    mean = Nx.mean(x, axes: [-1], keep_axes: true)
    variance = Nx.variance(x, axes: [-1], keep_axes: true)
    (x - mean) * Nx.rsqrt(variance + 1.0e-5)
  end

  defn sum(x), do: Nx.sum(x)
  defn sum_axis0(a), do: Nx.sum(a, axes: [0])
  defn sum_axis1(a), do: Nx.sum(a, axes: [1])
  defn transpose_add(a), do: Nx.transpose(a) + a
  defn cumulative_sum(x), do: Nx.cumulative_sum(x)
  defn sort(x), do: Nx.sort(x)
  defn argsort(x), do: Nx.argsort(x)
  defn gather(t, i), do: Nx.take(t, i)
  defn add_scalar(x), do: x + 1

  # Numbers between -1 and 1 in no order that an algorithm could use.
  def noise(shape, type \\ :f32, scale \\ 1.0) do
    Nx.iota(shape, type: type) |> Nx.multiply(12.9898) |> Nx.sin() |> Nx.multiply(scale) |> Nx.as_type(type)
  end

  def rows(count, below) do
    Nx.remainder(Nx.multiply(Nx.iota({count}, type: :s64), 7919), below) |> Nx.as_type(:s32)
  end

  def workloads do
    [
      softmax_1m_f32: fn -> {&softmax/1, [noise({1_000_000})]} end,
      softmax_1m_f64: fn -> {&softmax/1, [noise({1_000_000}, :f64)]} end,
      softmax_rows_64x32000: fn -> {&row_softmax/1, [noise({64, 32_000})]} end,
      chain_1m: fn -> {&chain/2, [noise({1_000_000}), noise({1_000_000}, :f32, 2.0)]} end,
      gelu_1m: fn -> {&gelu/1, [noise({1_000_000})]} end,
      saxpy_1m: fn -> {&saxpy/2, [noise({1_000_000}), noise({1_000_000})]} end,
      saxpy_16m: fn -> {&saxpy/2, [noise({16_000_000}), noise({16_000_000})]} end,
      sum_16m: fn -> {&sum/1, [noise({16_000_000})]} end,
      sum_axis0_4096: fn -> {&sum_axis0/1, [noise({4096, 4096})]} end,
      sum_axis1_4096: fn -> {&sum_axis1/1, [noise({4096, 4096})]} end,
      layer_norm_512x1024: fn -> {&layer_norm/1, [noise({512, 1024})]} end,
      transpose_add_1024: fn -> {&transpose_add/1, [noise({1024, 1024})]} end,
      cumulative_sum_1m: fn -> {&cumulative_sum/1, [noise({1_000_000})]} end,
      sort_1m: fn -> {&sort/1, [noise({1_000_000})]} end,
      argsort_100k: fn -> {&argsort/1, [noise({100_000})]} end,
      gather_100k_x64: fn -> {&gather/2, [noise({100_000, 64}), rows(100_000, 100_000)]} end,
      add_scalar: fn -> {&add_scalar/1, [Nx.tensor(1.0)]} end
    ]
  end
end

Elementwise.workloads()
