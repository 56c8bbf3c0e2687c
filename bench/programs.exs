# Whole numerical programs: clustering, a mixture's likelihood, loops, random numbers.

defmodule Programs do
  import Nx.Defn

  defn kmeans_step(x, c) do
    d = Nx.new_axis(Nx.sum(x * x, axes: [1]), 1) - 2 * Nx.dot(x, Nx.transpose(c)) + Nx.sum(c * c, axes: [1])
    a = Nx.new_axis(Nx.argmin(d, axis: 1), 1)
    sums = Nx.indexed_add(c * 0, a, x)
    counts = Nx.indexed_add(Nx.broadcast(0.0, {Nx.axis_size(c, 0)}), a, Nx.broadcast(1.0, {Nx.axis_size(x, 0)}))
    sums / Nx.new_axis(Nx.max(counts, 1), 1)
  end

  # The log likelihood of ADBench's Gaussian mixture, without the Wishart prior. `icf` holds the
  # logarithms of a diagonal, then the columns below it, row by row.
  defn gmm({alphas, means, icf}, x) do
    {k, d} = Nx.shape(means)
    {n, _} = Nx.shape(x)
    logs = icf[[.., 0..(d - 1)]]
    low = lower(icf[[.., d..-1//1]], k, d)
    z = Nx.new_axis(x, 1) - means
    turned = Nx.dot(Nx.transpose(z, axes: [1, 0, 2]), [2], [0], low, [2], [0])
    y = Nx.exp(logs) * z + Nx.transpose(turned, axes: [1, 0, 2])
    e = alphas + Nx.sum(logs, axes: [1]) - 0.5 * Nx.sum(y * y, axes: [-1])
    m = Nx.reduce_max(e, axes: [1], keep_axes: true)
    likelihood = Nx.sum(Nx.squeeze(m, axes: [1]) + Nx.log(Nx.sum(Nx.exp(e - m), axes: [1])))
    likelihood - n * Nx.log(Nx.sum(Nx.exp(alphas)))
  end

  deftransform lower(columns, k, d) do
    places = for i <- 0..(d - 1), j <- 0..(d - 1), j < i, do: i * d + j
    flat = Nx.broadcast(Nx.tensor(0.0, type: :f64), {k, d * d})
    where = Nx.tensor(places) |> Nx.new_axis(1)
    Nx.reshape(Nx.indexed_put(flat, where, Nx.transpose(columns), axes: [1]), {k, d, d})
  end

  defn gmm_grad(alphas, means, icf, x), do: value_and_grad({alphas, means, icf}, &gmm(&1, x))

  defn mandelbrot(re, im) do
    start = {re, im, Nx.as_type(re * 0, :s32), 0}

    {_, _, n, _, _, _} =
      while {zr, zi, n, i, re, im} = with_constants(start, re, im), i < 100 do
        live = zr * zr + zi * zi < 4
        next_re = Nx.select(live, zr * zr - zi * zi + re, zr)
        next_im = Nx.select(live, 2 * zr * zi + im, zi)
        {next_re, next_im, n + Nx.as_type(live, :s32), i + 1, re, im}
      end

    n
  end

  deftransform with_constants({a, b, c, i}, re, im), do: {a, b, c, i, re, im}

  defn while_100k(x) do
    {x, _} =
      while {x, i = 0}, i < 100_000 do
        {x * 0.999 + 0.001, i + 1}
      end

    x
  end

  defn random_normal(key) do
    {x, _} = Nx.Random.normal(key, 0.0, 1.0, shape: {1_000_000})
    x
  end

  def noise(shape, type \\ :f32) do
    Nx.iota(shape, type: type) |> Nx.multiply(12.9898) |> Nx.sin() |> Nx.as_type(type)
  end

  def gmm_inputs do
    [noise({25}, :f64), noise({25, 20}, :f64), noise({25, 210}, :f64), noise({1000, 20}, :f64)]
  end

  def grid do
    re = Nx.broadcast(Nx.linspace(-2, 1, n: 512, type: :f32), {512, 512})
    im = Nx.broadcast(Nx.reshape(Nx.linspace(-1.5, 1.5, n: 512, type: :f32), {512, 1}), {512, 512})
    [re, im]
  end

  def workloads do
    [
      kmeans_step_50k_x16_k32: fn -> {&kmeans_step/2, [noise({50_000, 16}), noise({32, 16})]} end,
      gmm_grad_1k_d20_k25_f64: fn -> {&gmm_grad/4, gmm_inputs()} end,
      mandelbrot_512_100: fn -> {&mandelbrot/2, grid()} end,
      while_100k_scalar: fn -> {&while_100k/1, [Nx.tensor(1.0)]} end,
      random_normal_1m: fn -> {&random_normal/1, [Nx.Random.key(42)]} end
    ]
  end
end

Programs.workloads()
