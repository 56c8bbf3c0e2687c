# Lists: a chain of Enum steps, and a million random numbers.
defmodule Lists do
  def run do
    {us, value} =
      :timer.tc(fn ->
        Enum.to_list(1..1_000_000) |> Enum.map(&(&1 * 3)) |> Enum.filter(&(rem(&1, 2) == 0)) |> Enum.sum()
      end)

    IO.puts("map, filter, sum #{value} #{div(us, 1000)} ms")

    :rand.seed(:exsss, 1)
    {us, list} = :timer.tc(fn -> for _ <- 1..1_000_000, do: :rand.uniform() end)
    IO.puts("a list of random numbers #{Float.round(Enum.sum(list), 3)} #{div(us, 1000)} ms")
  end
end

Lists.run()
