# models.exs - the cnx side of models.sh: models as they are written in definitions, with their values and
# gradients, from $FILES/inputs.npz to $FILES/models.npz.
defmodule Models do
  import Nx.Defn

  # --- a block of a transformer: causal attention of several heads, norms, a gated layer behind ---

  defn attention(p, x, opts \\ []) do
    opts = keyword!(opts, heads: 2)
    {length, width} = Nx.shape(x)
    heads = opts[:heads]

    split = fn t ->
      Nx.reshape(t, {length, heads, div(width, heads)}) |> Nx.transpose(axes: [1, 0, 2])
    end

    qkv = Nx.dot(norm(x), p.qkv)
    {q, k, v} = {split.(qkv[[.., 0..7]]), split.(qkv[[.., 8..15]]), split.(qkv[[.., 16..23]])}
    scores = Nx.dot(q, [2], [0], k, [2], [0]) / Nx.sqrt(div(width, heads))

    scores =
      Nx.select(
        Nx.broadcast(Nx.tri(length, length), scores),
        scores,
        Nx.Constants.neg_infinity(:f64)
      )

    weights = softmax(scores)
    mixed = Nx.dot(weights, [2], [0], v, [1], [0]) |> Nx.transpose(axes: [1, 0, 2])
    x = x + Nx.dot(Nx.reshape(mixed, {length, width}), p.out)
    hidden = Nx.dot(norm(x), p.up)
    x + Nx.dot(hidden * Nx.sigmoid(1.702 * hidden), p.down)
  end

  defnp norm(x) do
    x = x - Nx.mean(x, axes: [-1], keep_axes: true)
    x * Nx.rsqrt(Nx.mean(x * x, axes: [-1], keep_axes: true) + 1.0e-5)
  end

  defnp softmax(x) do
    e = Nx.exp(x - stop_grad(Nx.reduce_max(x, axes: [-1], keep_axes: true)))
    e / Nx.sum(e, axes: [-1], keep_axes: true)
  end

  defn attention_loss(p, x), do: Nx.mean(attention(p, x, heads: 2) ** 2)

  # --- a variational autoencoder ---

  defn vae(p, x, noise) do
    h = Nx.tanh(Nx.dot(x, p.encode))
    {mean, log_var} = {Nx.dot(h, p.mean), Nx.dot(h, p.var)}
    z = mean + Nx.exp(0.5 * log_var) * noise
    logits = Nx.dot(Nx.tanh(Nx.dot(z, p.decode)), p.pixels)
    bits = Nx.max(logits, 0) - logits * x + Nx.log1p(Nx.exp(-Nx.abs(logits)))
    distance = -0.5 * (1 + log_var - mean ** 2 - Nx.exp(log_var))
    Nx.mean(Nx.sum(bits, axes: [1]) + Nx.sum(distance, axes: [1]))
  end

  # --- a Kalman filter's log likelihood ---

  defn kalman(p, seen) do
    noise = Nx.dot(p.q, Nx.transpose(p.q))
    n = Nx.axis_size(noise, 0)
    zero = Nx.tensor(0.0, type: :f64)

    {total, _, _, _, _} =
      while {total = zero, x = Nx.broadcast(zero, {n}), cov = Nx.eye(n, type: :f64), p, noise},
            z <- seen do
        x = Nx.dot(p.a, x)
        cov = p.a |> Nx.dot(cov) |> Nx.dot(Nx.transpose(p.a)) |> Nx.add(noise)
        s = p.c |> Nx.dot(cov) |> Nx.dot(Nx.transpose(p.c)) |> Nx.add(Nx.eye(2) * Nx.exp(p.r))
        off = z - Nx.dot(p.c, x)
        gain = Nx.dot(cov, Nx.transpose(p.c)) |> Nx.dot(Nx.LinAlg.invert(s))
        part = Nx.dot(off, Nx.LinAlg.solve(s, off)) + Nx.log(Nx.LinAlg.determinant(s))

        {total - 0.5 * part, x + Nx.dot(gain, off), cov - Nx.dot(Nx.dot(gain, p.c), cov), p,
         noise}
      end

    total
  end

  # --- a neural differential equation: Runge and Kutta's steps until the time is up ---

  defn ode(p, x) do
    {x, _, _} =
      while {x, t = Nx.tensor(0.0, type: :f64), p}, t < 0.999 do
        h = 0.05
        k1 = field(p, x, t)
        k2 = field(p, x + h / 2 * k1, t + h / 2)
        k3 = field(p, x + h / 2 * k2, t + h / 2)
        k4 = field(p, x + h * k3, t + h)
        {x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), t + h, p}
      end

    Nx.sum(x * x)
  end

  defnp field({w, v}, x, t), do: Nx.dot(Nx.tanh(Nx.dot(x, w) + t), v)

  # --- a flow of coupling layers: the log density of points ---

  defn flow({first, second}, x) do
    {z, a} = couple(first, x)
    {z, b} = couple(second, Nx.reverse(z, axes: [1]))
    Nx.mean(a + b - 0.5 * Nx.sum(z * z, axes: [1]))
  end

  defnp couple({w, s, t}, x) do
    {left, right} = Nx.split(x, 2, axis: 1)
    h = Nx.tanh(Nx.dot(left, w))
    scale = Nx.tanh(Nx.dot(h, s))

    {Nx.concatenate([left, right * Nx.exp(scale) + Nx.dot(h, t)], axis: 1),
     Nx.sum(scale, axes: [1])}
  end

  # --- a layer that is the root of an equation ---

  defn implicit({w, x}) do
    z = Cnx.AD.fixed_point(&layer/2, &settle/1, {w, x})
    Nx.sum(Nx.sin(z))
  end

  defnp layer(z, {w, x}), do: Nx.tanh(Nx.dot(z, w) + x)

  defnp settle({w, x}) do
    {z, _, _, _} =
      while {z = x * 0, far = Nx.tensor(1.0, type: :f64), w, x}, far > 1.0e-14 do
        next = Nx.tanh(Nx.dot(z, w) + x)
        {next, Nx.reduce_max(Nx.abs(next - z)), w, x}
      end

    z
  end

  # --- Newton's direction by conjugate gradients on products with the Hessian ---

  defn newton(w, x, y) do
    g = grad(w, &logistic(&1, x, y))
    zero = g * 0

    {d, _, _, _, _, _, _} =
      while {d = zero, r = g, p = g, rr = Nx.sum(g * g), w, x, y}, rr > 1.0e-24 do
        hp = Cnx.AD.hvp(&logistic(&1, x, y), w, p)
        alpha = rr / Nx.sum(p * hp)
        r = r - alpha * hp
        next = Nx.sum(r * r)
        {d + alpha * p, r, r + next / rr * p, next, w, x, y}
      end

    d
  end

  defn logistic(w, x, y) do
    z = Nx.dot(x, w)
    Nx.mean(Nx.log1p(Nx.exp(z)) - y * z) + 0.05 * Nx.sum(w * w)
  end

  # --- k-means: the nearest centre of each point, in lanes; the loss moves with the centres ---

  defn kmeans(centres, x) do
    {centres, _} =
      while {centres, x}, _ <- 1..5 do
        lanes = Nx.vectorize(x, :point)
        nearest = Nx.argmin(Nx.sum((lanes - centres) ** 2, axes: [1]))
        share = Nx.devectorize(nearest == Nx.iota({4}), keep_names: false)
        count = Nx.max(Nx.sum(share, axes: [0]), 1)
        {Nx.dot(Nx.transpose(share), x) / Nx.new_axis(count, 1), x}
      end

    centres
  end

  defn kmeans_loss(x, centres) do
    moved = kmeans(centres, x)
    far = Nx.sum((Nx.new_axis(x, 1) - moved) ** 2, axes: [2])
    Nx.sum(Nx.reduce_min(far, axes: [1]))
  end

  # --- the cost of transport: Sinkhorn's steps in logarithms ---

  defn sinkhorn({x, y}) do
    cost = Nx.sum((Nx.new_axis(x, 1) - Nx.new_axis(y, 0)) ** 2, axes: [2])
    m = Nx.axis_size(cost, 1)
    zero = Nx.tensor(0.0, type: :f64)

    {g, _} =
      while {g = Nx.broadcast(zero, {m}), cost}, _ <- 1..59 do
        {level(cost, Nx.new_axis(level(cost, g, 1), 1), 0), cost}
      end

    f = level(cost, g, 1)
    {f, g} = {f, level(cost, Nx.new_axis(f, 1), 0)}
    plan = Nx.exp((Nx.new_axis(f, 1) + g - cost) / 0.5)
    Nx.sum(plan * cost)
  end

  defnp level(cost, other, axis) do
    n = Nx.axis_size(cost, 1 - axis)
    -0.5 * (Nx.logsumexp((other - cost) / 0.5, axes: [axis]) + Nx.log(Nx.as_type(n, :f64)))
  end

  # --- soft alignment of two sequences in time: a table row by row ---

  defn align({x, y}) do
    cost = (Nx.new_axis(x, 1) - y) ** 2
    m = Nx.axis_size(cost, 1)
    far = Nx.tensor(1.0e10, type: :f64)
    start = Nx.put_slice(Nx.broadcast(far, {m + 1}), [0], Nx.tensor([0.0], type: :f64))

    {last, _, _} =
      while {above = start, cost, far}, i <- 0..(Nx.axis_size(cost, 0) - 1) do
        row = Nx.broadcast(far, {m + 1})

        {row, _, _, _} =
          while {row, above, cost, i}, j <- 1..m do
            near = Nx.stack([row[j - 1], above[j], above[j - 1]])

            {Nx.put_slice(row, [j], Nx.reshape(cost[i][j - 1] - Nx.logsumexp(-near), {1})), above,
             cost, i}
          end

        {row, cost, far}
      end

    last[m]
  end
end

folder = System.fetch_env!("FILES")
inputs = Map.new(Cnx.Data.npz("#{folder}/inputs.npz"))
part = fn name -> inputs[name] end

parts = fn names ->
  Map.new(names, &{String.to_atom(List.last(String.split(&1, "_"))), inputs[&1]})
end

{value, g} =
  Nx.Defn.value_and_grad(
    parts.(~w(attention_qkv attention_out attention_up attention_down)),
    &Models.attention_loss(&1, part.("attention_x"))
  )

attention = [value, g.qkv, g.out, g.up, g.down]

{value, g} =
  Nx.Defn.value_and_grad(
    parts.(~w(vae_encode vae_mean vae_var vae_decode vae_pixels)),
    &Models.vae(&1, part.("vae_x"), part.("vae_noise"))
  )

vae = [value, g.encode, g.mean, g.var, g.decode, g.pixels]
kalman = parts.(~w(kalman_a kalman_c kalman_q kalman_r))
{value, g} = Nx.Defn.value_and_grad(kalman, &Models.kalman(&1, part.("kalman_x")))
kalman = [value, g.a, g.c, g.q, g.r]

plain = fn name, fun ->
  {value, grads} =
    Nx.Defn.value_and_grad(List.to_tuple(Enum.map(0..1, &part.("#{name}_#{&1}"))), fun)

  [value | Tuple.to_list(grads)]
end

layers =
  {{part.("flow_0"), part.("flow_1"), part.("flow_2")},
   {part.("flow_3"), part.("flow_4"), part.("flow_5")}}

{value, {a, b}} = Nx.Defn.value_and_grad(layers, &Models.flow(&1, part.("flow_x")))

results = [
  attention: attention,
  vae: vae,
  kalman: kalman,
  ode: plain.("ode", &Models.ode(&1, part.("ode_x"))),
  flow: [value | Tuple.to_list(a) ++ Tuple.to_list(b)],
  implicit: plain.("implicit", &Models.implicit/1),
  newton: [
    Nx.Defn.jit(&Models.newton/3).(part.("newton_w"), part.("newton_x"), part.("newton_y"))
  ],
  kmeans:
    Tuple.to_list(
      Nx.Defn.value_and_grad(part.("kmeans_x"), &Models.kmeans_loss(&1, part.("kmeans_c")))
    ),
  sinkhorn: plain.("sinkhorn", &Models.sinkhorn/1),
  align: plain.("align", &Models.align/1)
]

for {name, list} <- results, {tensor, i} <- Enum.with_index(list), reduce: [] do
  acc -> [{"#{name}_#{i}", tensor} | acc]
end
|> then(&Cnx.Data.write_npz("#{folder}/models.npz", &1))
