# Nx.Mesh - a name and a shape for the devices that Nx.Defn.shard_jit/3 spreads a definition over.
defmodule Nx.Mesh do
  @enforce_keys [:name, :shape]
  defstruct [:name, :shape]
end
