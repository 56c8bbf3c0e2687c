# gradients.exs - the cnx side of gradients.sh: the objectives of gradients.py and their gradients, from
# $FILES/inputs.npz to $FILES/gradients.npz.
defmodule Objectives do
  import Nx.Defn

  # --- a Gaussian mixture ---

  defn gmm({alphas, means, icf}, x) do
    {_, d} = Nx.shape(means)
    logs = icf[[.., 0..(d - 1)]]
    below = icf[[.., d..-1//1]]
    z = Nx.new_axis(x, 1) - means
    turned = Nx.dot(lower(below, means), [2], [0], Nx.transpose(z, axes: [1, 0, 2]), [2], [0])
    y = Nx.exp(logs) * z + Nx.transpose(turned, axes: [2, 0, 1])
    e = alphas + Nx.sum(logs, axes: [1]) - 0.5 * Nx.sum(y * y, axes: [-1])
    prior = 0.5 * (Nx.sum(Nx.exp(logs) ** 2) + Nx.sum(below ** 2))
    Nx.sum(Nx.logsumexp(e, axes: [1])) - Nx.axis_size(x, 0) * Nx.logsumexp(alphas) - prior
  end

  deftransformp lower(columns, means) do
    {k, d} = Nx.shape(means)
    places = for i <- 0..(d - 1), j <- 0..(d - 1), j < i, do: [i * d + j]

    Nx.broadcast(Nx.tensor(0.0, type: :f64), {k, d * d})
    |> Nx.indexed_put(Nx.tensor(places), Nx.transpose(columns), axes: [1])
    |> Nx.reshape({k, d, d})
  end

  # --- bundle adjustment ---

  defn rotate(r, x) do
    theta = Nx.sqrt(Nx.sum(r * r, axes: [-1], keep_axes: true))
    v = r / theta
    along = Nx.sum(v * x, axes: [-1], keep_axes: true)
    x * Nx.cos(theta) + cross(v, x) * Nx.sin(theta) + v * along * (1 - Nx.cos(theta))
  end

  defn cross(a, b) do
    turn = fn x, by -> Nx.concatenate([x[[.., by..2]], x[[.., 0..(by - 1)]]], axis: 1) end
    turn.(a, 1) * turn.(b, 2) - turn.(a, 2) * turn.(b, 1)
  end

  defn bundle({cameras, points, weights}, seen, camera, point) do
    c = Nx.take(cameras, camera)
    q = rotate(c[[.., 0..2]], Nx.take(points, point) - c[[.., 3..5]])
    p = q[[.., 0..1]] / q[[.., 2..2]]
    r2 = Nx.sum(p * p, axes: [-1], keep_axes: true)
    p = p * (1 + c[[.., 9..9]] * r2 + c[[.., 10..10]] * r2 * r2) * c[[.., 6..6]] + c[[.., 7..8]]
    Nx.sum((Nx.new_axis(weights, 1) * (p - seen)) ** 2)
  end

  # --- an LSTM, whose steps are a loop ---

  defn lstm({main, extra, state}, sequence) do
    steps = Nx.axis_size(sequence, 0) - 1

    {loss, _, _, _, _} =
      while {loss = Nx.tensor(0.0, type: :f64), state, main, extra, sequence}, t <- 0..(steps - 1) do
        {state, h} = step(state, sequence[t] * extra[0], main)
        y = h * extra[1] + extra[2]
        here = Nx.sum(sequence[t + 1] * (y - Nx.log(Nx.sum(Nx.exp(y)) + 2)))
        {loss + here, state, main, extra, sequence}
      end

    -loss / steps
  end

  deftransformp step(state, x, main) do
    {new, h} = Enum.map_reduce(0..1, x, fn i, x -> layer(state[i], x, main[i][0], main[i][1]) end)
    {Nx.stack(new), h}
  end

  defn layer(state, x, w, b) do
    {hidden, cell} = {state[0], state[1]}
    forget = Nx.sigmoid(x * w[0] + b[0])
    take = Nx.sigmoid(hidden * w[1] + b[1])
    give = Nx.sigmoid(x * w[2] + b[2])
    change = Nx.tanh(hidden * w[3] + b[3])
    cell = cell * forget + take * change
    h = give * Nx.tanh(cell)
    {Nx.stack([h, cell]), h}
  end

  # --- an articulated chain, whose bones are a loop ---

  defn turn(angles) do
    {c, s} = {Nx.cos(angles), Nx.sin(angles)}
    {one, zero} = {c[0] * 0 + 1, c[0] * 0}
    x = matrix([one, zero, zero, zero, c[0], -s[0], zero, s[0], c[0]])
    y = matrix([c[1], zero, s[1], zero, one, zero, -s[1], zero, c[1]])
    z = matrix([c[2], -s[2], zero, s[2], c[2], zero, zero, zero, one])
    z |> Nx.dot(y) |> Nx.dot(x)
  end

  defn matrix(items), do: items |> Nx.stack() |> Nx.reshape({3, 3})

  defn chain({angles, bones, rest}, share, seen) do
    rotation = Nx.eye(3, type: :f64)
    at = Nx.broadcast(Nx.tensor(0.0, type: :f64), {3})
    start = {rotation, at, seen * 0, angles, bones, rest, share}

    {_, _, moved, _, _, _, _} =
      while {rotation, at, moved, angles, bones, rest, share} = start,
            i <- 0..(Nx.axis_size(angles, 0) - 1) do
        rotation = Nx.dot(rotation, turn(angles[i]))
        here = Nx.dot(rest[i], Nx.transpose(rotation)) + at
        moved = moved + Nx.new_axis(share[[.., i]], 1) * here
        {rotation, at + Nx.dot(rotation, bones[i]), moved, angles, bones, rest, share}
      end

    Nx.sum((moved - seen) ** 2)
  end
end

folder = System.fetch_env!("FILES")
inputs = Map.new(Cnx.Data.npz("#{folder}/inputs.npz"))

objectives = [
  gmm: fn p, [x] -> Objectives.gmm(p, x) end,
  bundle: fn p, [seen, camera, point] -> Objectives.bundle(p, seen, camera, point) end,
  lstm: fn p, [sequence] -> Objectives.lstm(p, sequence) end,
  chain: fn p, [share, seen] -> Objectives.chain(p, share, seen) end
]

gradients =
  for {name, fun} <- objectives do
    all = Stream.iterate(0, &(&1 + 1)) |> Stream.map(&inputs["#{name}_#{&1}"]) |> Enum.take_while(& &1)
    {[a, b, c], fixed} = Enum.split(all, 3)
    {value, {a, b, c}} = Nx.Defn.value_and_grad({a, b, c}, &fun.(&1, fixed))
    [{"#{name}_value", value}, {"#{name}_0", a}, {"#{name}_1", b}, {"#{name}_2", c}]
  end

Cnx.Data.write_npz("#{folder}/gradients.npz", Enum.concat(gradients))
