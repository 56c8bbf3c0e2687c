# A map of 10^5 keys: built, read and updated.
defmodule Maps do
  def run do
    {us, value} =
      :timer.tc(fn ->
        map = Enum.reduce(1..100_000, %{}, fn i, map -> Map.put(map, rem(i * 7919, 1_000_003), i) end)
        map = Enum.reduce(1..100_000, map, fn i, map -> Map.update!(map, rem(i * 7919, 1_000_003), &(&1 + 1)) end)
        Enum.reduce(1..100_000, 0, fn i, sum -> sum + Map.get(map, rem(i * 7919, 1_000_003), 0) end)
      end)

    IO.puts("a map of 10^5 keys #{value} #{div(us, 1000)} ms")
  end
end

Maps.run()
