# What a call of a compiled definition on 10 elements costs. From the language:
# `cnx run --compiler llvm tools/performance/calls.exs` prints nanoseconds, the median of nine runs
# of 20,000 calls. From C: `cnx bench tools/performance/calls.exs`.
defmodule Calls do
  import Nx.Defn
  defn add(x), do: x + 1

  def from_the_language(x) do
    for _ <- 1..3, do: add(x)

    times =
      for _ <- 1..9 do
        {t, _} = :timer.tc(fn -> Enum.each(1..20_000, fn _ -> add(x) end) end)
        div(t * 1000, 20_000)
      end

    Enum.at(Enum.sort(times), 4)
  end
end

x = Nx.iota({10}, type: :f32)
IO.puts(Calls.from_the_language(x))
[add_10: fn -> {&Calls.add/1, [x]} end]
