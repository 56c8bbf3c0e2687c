# What a definition does while it is traced - writing, sending, drawing random numbers - it does at every
# call; one that does none of these is traced once.
defmodule TraceEffects do
  import Nx.Defn

  defn told(x), do: x |> tell() |> Nx.add(1)
  deftransformp tell(x), do: tap(x, fn x -> send(self(), {:shape, Nx.shape(x)}) end)

  defn noisy(x), do: x + noise()
  deftransformp noise(), do: :rand.uniform(1_000_000_000)

  defn quiet(x), do: x |> count() |> Nx.add(1)
  deftransformp count(x), do: tap(x, fn _ -> Process.put(:traces, Process.get(:traces, 0) + 1) end)

  defn shown(x), do: inspect_in(x) * 2
  deftransformp inspect_in(x), do: IO.inspect(x.type) && x
end

flush = fn -> receive do message -> message after 0 -> nil end end
Nx.to_number(TraceEffects.told(1)) # => 2
flush.() # => {:shape, {}}
Nx.to_number(TraceEffects.told(2)) # => 3
flush.() # => {:shape, {}}
flush.() # => nil
Nx.to_number(TraceEffects.noisy(0)) == Nx.to_number(TraceEffects.noisy(0)) # => false
Nx.to_number(TraceEffects.quiet(1)) # => 2
Nx.to_number(TraceEffects.quiet(5)) # => 6
Process.get(:traces) # => 1
Nx.to_number(TraceEffects.shown(1)) # prints: {:s, 32}
Nx.to_number(TraceEffects.shown(2)) # prints: {:s, 32}
f = Nx.Defn.jit(fn x -> send(self(), :traced) && Nx.multiply(x, 2) end)
{f.(1), f.(1)} |> Tuple.to_list() |> Enum.map(&Nx.to_number/1) # => [2, 2]
{flush.(), flush.(), flush.()} # => {:traced, :traced, nil}
g = Nx.Defn.compile(fn x -> send(self(), :compiled) && Nx.multiply(x, 2) end, [Nx.template({}, :s32)])
{g.(1), g.(1)} |> Tuple.to_list() |> Enum.map(&Nx.to_number/1) # => [2, 2]
{flush.(), flush.()} # => {:compiled, nil}
