# A million random numbers as a tensor.
:rand.seed(:exsss, 1)
{us, sum} =
  :timer.tc(fn ->
    t = Nx.tensor(for _ <- 1..1_000_000, do: :rand.uniform())
    t |> Nx.as_type(:f64) |> Nx.sum() |> Nx.to_number() |> Float.round(0)
  end)

IO.puts("random numbers to a tensor #{sum} #{div(us, 1000)} ms")
