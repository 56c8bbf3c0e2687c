# What the gradient of a network costs beside its value: cnx run [--compiler NAME] bench/gradients/step.exs
# Two dense layers and cross entropy on a batch of 128, in f32; medians of interleaved runs, milliseconds.
defmodule Step do
  import Nx.Defn

  defn cross_entropy(logits, t) do
    z = logits - stop_grad(Nx.reduce_max(logits, axes: [-1], keep_axes: true))
    -Nx.mean(Nx.sum(t * (z - Nx.log(Nx.sum(Nx.exp(z), axes: [-1], keep_axes: true))), axes: [-1]))
  end

  defn loss({w1, b1, w2, b2}, x, t) do
    h = Nx.max(Nx.dot(x, w1) + b1, 0)
    cross_entropy(Nx.dot(h, w2) + b2, t)
  end

  defn both(p, x, t), do: value_and_grad(p, &loss(&1, x, t))
end

noise = fn shape -> Nx.sin(Nx.multiply(Nx.iota(shape), 0.7)) |> Nx.divide(10) end
p = {noise.({784, 256}), noise.({256}), noise.({256, 10}), noise.({10})}
x = noise.({128, 784})
t = Nx.equal(Nx.remainder(Nx.iota({128, 1}), 10), Nx.iota({1, 10}))
ms = fn fun -> elem(:timer.tc(fn -> fun.(p, x, t) end), 0) / 1000 end
median = fn times -> Enum.at(Enum.sort(times), div(length(times), 2)) end

Step.loss(p, x, t)
Step.both(p, x, t)
{values, boths} = Enum.unzip(for _ <- 1..15, do: {ms.(&Step.loss/3), ms.(&Step.both/3)})
ratio = median.(Enum.zip_with(values, boths, fn a, b -> b / a end))

IO.puts(
  "value #{Float.round(median.(values), 2)}, value and gradient #{Float.round(median.(boths), 2)}: #{Float.round(ratio, 2)} of the value"
)
