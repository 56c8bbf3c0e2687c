# Teaches a small neural network to read handwritten digits.
#
#     cnx run examples/mnist.exs
#
# It learns from 8,000 digits of MNIST and is tested on 2,000 others, which it never trains on.
# That takes some seconds; CNX_SEED=2 starts from other random numbers.

defmodule Network do
  import Nx.Defn

  @batch 64
  @momentum 0.9

  # 784 pixels, 128 hidden units, a score for each of the 10 digits.
  def new(key) do
    {w1, key} = Nx.Random.normal(key, 0.0, :math.sqrt(2 / 784), shape: {784, 128})
    {w2, _key} = Nx.Random.normal(key, 0.0, :math.sqrt(2 / 128), shape: {128, 10})
    %{w1: w1, b1: Nx.broadcast(0.0, {128}), w2: w2, b2: Nx.broadcast(0.0, {10})}
  end

  defn scores(net, images) do
    pixels = Nx.reshape(images, {:auto, 784}) / 255
    hidden = Nx.max(Nx.dot(pixels, net.w1) + net.b1, 0)
    Nx.dot(hidden, net.w2) + net.b2
  end

  defn answers(net, images), do: Nx.argmax(scores(net, images), axis: 1)

  # The cross-entropy: how much the labels surprise the network, on average.
  defn loss(net, images, labels) do
    scores = scores(net, images)
    log_likelihood = scores - Nx.logsumexp(scores, axes: [1], keep_axes: true)
    -Nx.mean(Nx.take_along_axis(log_likelihood, Nx.new_axis(labels, 1), axis: 1))
  end

  # A step downhill, on a batch of digits from `first` on. The images have a margin of one pixel:
  # a window 0 to 2 pixels down and right of their corner shows the digits shifted a little, so
  # the network hardly ever sees the same picture twice.
  defn step({net, speed}, images, labels, {first, down, right}, rate) do
    images = Nx.slice(images, [first, down, right], [@batch, 28, 28])
    labels = Nx.slice(labels, [first], [@batch])
    {loss, slope} = value_and_grad(net, &loss(&1, images, labels))
    speed = zip(speed, slope, &(@momentum * &1 - rate * &2))
    {{zip(net, speed, &(&1 + &2)), speed}, loss}
  end

  deftransformp zip(a, b, fun), do: Map.merge(a, b, fn _name, x, y -> fun.(x, y) end)

  # One pass over all digits in a new order: the new state, and the mean loss.
  def epoch(state, images, labels, rate, key, bar) do
    {order, key} = Nx.Random.shuffle(key, Nx.iota(Nx.shape(labels)))
    {images, labels} = {Nx.take(images, order), Nx.take(labels, order)}
    {shifts, _key} = Nx.Random.randint(key, 0, 3, shape: {batches(labels), 2})

    {state, bar, total} =
      for {[down, right], index} <- Enum.with_index(Nx.to_list(shifts)),
          reduce: {state, bar, 0.0} do
        {state, bar, total} ->
          window = {index * @batch, down, right}
          {state, loss} = step(state, images, labels, window, rate)
          loss = Nx.to_number(loss)
          {state, Cnx.Progress.step(bar, show(loss)), total + loss}
      end

    {state, bar, total / batches(labels)}
  end

  def bar(labels, label),
    do: Cnx.Progress.new(batches(labels), label: label, unit: "digits", each: @batch)

  def show(loss), do: "loss #{:erlang.float_to_binary(loss, decimals: 3)}"

  defp batches(labels), do: div(Nx.size(labels), @batch)
end

defmodule Digits do
  @folder Path.join(__DIR__, "data/mnist")

  # Images u8[count][28][28] and labels u8[count].
  def load(which) do
    {Cnx.Data.idx(Path.join(@folder, "#{which}-images-idx3-ubyte.gz")),
     Cnx.Data.idx(Path.join(@folder, "#{which}-labels-idx1-ubyte.gz"))}
  end

  # Pictures side by side, with the network's answers below.
  def draw(images, labels, answers, indices) do
    pictures = for i <- indices, do: picture(images[i])
    for parts <- Enum.zip_with(pictures, &Enum.join/1), do: IO.puts(String.trim_trailing(parts))

    captions =
      for i <- indices do
        {answer, label} = {Nx.to_number(answers[i]), Nx.to_number(labels[i])}
        style = if answer == label, do: :green, else: :red
        Cnx.Terminal.style(String.pad_trailing("   #{answer}, label #{label}", 20), style)
      end

    IO.puts(String.trim_trailing(Enum.join(captions)))
  end

  # Lines of 20 characters; each shows two pixels, one above the other.
  defp picture(image) do
    for [upper, lower] <- image[[4..23, 5..22]] |> Nx.to_list() |> Enum.chunk_every(2) do
      Enum.zip_with(upper, lower, &character/2) |> Enum.join() |> String.pad_trailing(20)
    end
  end

  defp character(upper, lower) do
    if Cnx.Terminal.unicode?() do
      elem({" ", "▄", "▀", "█"}, if(upper > 90, do: 2, else: 0) + if(lower > 90, do: 1, else: 0))
    else
      String.at(" .:*#", div(upper + lower, 103))
    end
  end
end

epochs = 20
key = System.get_env("CNX_SEED", "1") |> String.to_integer() |> Nx.Random.key()
percent = fn share -> :erlang.float_to_binary(share * 100, decimals: 2) <> " %" end

{images, labels} = Digits.load("train")
images = Nx.pad(images, 0, [{0, 0, 0}, {1, 1, 0}, {1, 1, 0}])
{test_images, test_labels} = Digits.load("test")

net = Network.new(key)
speed = Map.new(net, fn {name, tensor} -> {name, Nx.multiply(tensor, 0)} end)

{{net, _speed}, losses, accuracies} =
  for epoch <- 1..epochs, reduce: {{net, speed}, [], []} do
    {state, losses, accuracies} ->
      bar = Network.bar(labels, "epoch #{String.pad_leading("#{epoch}", 2)}/#{epochs}")
      rate = 0.1 * (1 - (epoch - 1) / epochs)
      key = Nx.Random.fold_in(key, epoch)
      {{net, _} = state, bar, loss} = Network.epoch(state, images, labels, rate, key, bar)

      right = Nx.equal(Network.answers(net, test_images), test_labels)
      accuracy = right |> Nx.mean() |> Nx.to_number()
      Cnx.Progress.finish(bar, "#{Network.show(loss)}, test #{percent.(accuracy)}")
      {state, [loss | losses], [accuracy | accuracies]}
  end

answers = Network.answers(net, test_images)
mistake = Nx.not_equal(answers, test_labels) |> Nx.argmax() |> Nx.to_number()
IO.puts("\nThree digits it had not seen, and the first that it got wrong:\n")
Digits.draw(test_images, test_labels, answers, [0, 1, 2, mistake])
IO.puts("\ntest accuracy: #{percent.(hd(accuracies))}")

build = Path.expand("../build", __DIR__)
picture = Path.join(if(File.dir?(build), do: build, else: File.cwd!()), "mnist.svg")

Cnx.Plot.line(
  ["training loss": Enum.reverse(losses), "test accuracy": Enum.reverse(accuracies)],
  title: "Reading handwritten digits",
  x_label: "epoch"
)
|> Cnx.Plot.write(picture)

IO.puts("learning curve: #{Path.relative_to_cwd(picture)}")
