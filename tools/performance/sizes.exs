# How cost grows: softmax of 10^3 .. 10^8 elements, and compiling chains of 10 .. 3000 operations.
# Prints lines "what x milliseconds".
defmodule Sizes do
  def softmax(n), do: Nx.divide(Nx.exp(n), Nx.sum(Nx.exp(n)))

  # Operations that nothing merges, in one line of dependences.
  def chain(x, n) do
    Enum.reduce(1..div(n, 2), x, fn i, y -> Nx.add(Nx.multiply(y, 0.5 + i / 7000), i / 3) end)
  end

  def run_time(size) do
    x = Nx.broadcast(Nx.tensor(0.5), {size})
    {graph, _} = Cnx.Tracing.trace(&softmax/1, [x])
    graph |> Cnx.Program.build(nil) |> Cnx.Program.times([x]) |> List.last()
  end

  def compile_time(operations) do
    {graph, _} = Cnx.Tracing.trace(&chain(&1, operations), [Nx.broadcast(Nx.tensor(0.5), {1000})])

    times =
      for _ <- 1..3 do
        start = System.monotonic_time(:microsecond)
        Cnx.Program.build(graph, nil)
        System.monotonic_time(:microsecond) - start
      end

    Enum.sort(times) |> Enum.at(1)
  end
end

for power <- 3..8 do
  size = round(10 ** power)
  IO.puts("softmax #{size} #{Sizes.run_time(size) * 1.0e3}")
end

for operations <- [10, 30, 100, 300, 1000, 3000] do
  IO.puts("chain #{operations} #{Sizes.compile_time(operations) / 1.0e3}")
end
