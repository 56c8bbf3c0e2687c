# Training steps and gradients of models.

defmodule Learning do
  import Nx.Defn

  defn cross_entropy(logits, t) do
    z = logits - stop_grad(Nx.reduce_max(logits, axes: [-1], keep_axes: true))
    log_sum = Nx.log(Nx.sum(Nx.exp(z), axes: [-1], keep_axes: true))
    -Nx.mean(Nx.sum(t * (z - log_sum), axes: [-1]))
  end

  defn mlp_loss({w1, b1, w2, b2}, x, t) do
    h = Nx.max(Nx.dot(x, w1) + b1, 0)
    cross_entropy(Nx.dot(h, w2) + b2, t)
  end

  defn mlp_step(w1, b1, w2, b2, x, t) do
    {d1, e1, d2, e2} = grad({w1, b1, w2, b2}, &mlp_loss(&1, x, t))
    {w1 - 0.1 * d1, b1 - 0.1 * e1, w2 - 0.1 * d2, b2 - 0.1 * e2}
  end

  defn conv_pool(x, kernel) do
    x |> Nx.conv(kernel, padding: :same) |> Nx.max(0) |> Nx.window_max({1, 1, 2, 2}, strides: [1, 1, 2, 2])
  end

  defn cnn_loss({k1, k2, w}, x, t) do
    h = x |> conv_pool(k1) |> conv_pool(k2) |> Nx.reshape({:auto, Nx.axis_size(w, 0)})
    cross_entropy(Nx.dot(h, w), t)
  end

  defn cnn_step(k1, k2, w, x, t) do
    {d1, d2, dw} = grad({k1, k2, w}, &cnn_loss(&1, x, t))
    {k1 - 0.1 * d1, k2 - 0.1 * d2, w - 0.1 * dw}
  end

  defn row_softmax(x) do
    e = Nx.exp(x - Nx.reduce_max(x, axes: [-1], keep_axes: true))
    e / Nx.sum(e, axes: [-1], keep_axes: true)
  end

  defn attention_loss({q, k, v}) do
    scores = Nx.dot(q, [3], [0, 1], k, [3], [0, 1]) / 8.0
    Nx.sum(Nx.dot(row_softmax(scores), [3], [0, 1], v, [2], [0, 1]) ** 2)
  end

  defn attention_grad(q, k, v), do: grad({q, k, v}, &attention_loss/1)

  # One call of a cell a step; every step's input is a slice of `xs`.
  deftransform lstm_loss({w, u, b}, xs) do
    {steps, batch, _} = Nx.shape(xs)
    zero = Nx.broadcast(Nx.tensor(0.0), {batch, elem(Nx.shape(u), 0)})

    {h, _} =
      Enum.reduce(0..(steps - 1), {zero, zero}, fn i, state -> cell(state, xs[i], w, u, b) end)

    Nx.sum(Nx.multiply(h, h))
  end

  defn cell({h, c}, x, w, u, b) do
    gates = Nx.dot(x, w) + Nx.dot(h, u) + b
    n = Nx.axis_size(h, 1)
    i = gates[[.., 0..(n - 1)]]
    f = gates[[.., n..(2 * n - 1)]]
    g = gates[[.., (2 * n)..(3 * n - 1)]]
    o = gates[[.., (3 * n)..(4 * n - 1)]]
    c = sigma(f) * c + sigma(i) * Nx.tanh(g)
    {sigma(o) * Nx.tanh(c), c}
  end

  defn sigma(z), do: 1 / (1 + Nx.exp(-z))
  defn lstm_grad(w, u, b, xs), do: grad({w, u, b}, &lstm_loss(&1, xs))

  def noise(shape, scale \\ 1.0) do
    Nx.iota(shape, type: :f32) |> Nx.multiply(12.9898) |> Nx.sin() |> Nx.multiply(scale)
  end

  def one_hot(n) do
    Nx.equal(Nx.reshape(Nx.remainder(Nx.iota({n}), 10), {n, 1}), Nx.iota({1, 10})) |> Nx.as_type(:f32)
  end

  def zeros(n), do: Nx.broadcast(Nx.tensor(0.0), {n})

  def mlp_inputs do
    [noise({784, 128}, 0.05), zeros(128), noise({128, 10}, 0.05), zeros(10), noise({128, 784}), one_hot(128)]
  end

  def cnn_inputs do
    kernels = [noise({16, 1, 3, 3}, 0.1), noise({32, 16, 3, 3}, 0.1)]
    kernels ++ [noise({32 * 49, 10}, 0.05), noise({64, 1, 28, 28}), one_hot(64)]
  end

  def attention_inputs, do: for(i <- 1..3, do: noise({4, 8, 256, 64}, 1.0 / i))

  def lstm_inputs, do: [noise({128, 512}, 0.05), noise({128, 512}, 0.05), zeros(512), noise({64, 32, 128})]

  def workloads do
    [
      mlp_step_b128: fn -> {&mlp_step/6, mlp_inputs()} end,
      cnn_step_b64: fn -> {&cnn_step/5, cnn_inputs()} end,
      attention_grad_4x8x256x64: fn -> {&attention_grad/3, attention_inputs()} end,
      lstm_grad_64x32x128: fn -> {&lstm_grad/4, lstm_inputs()} end
    ]
  end
end

Learning.workloads()
