# Collectable - filling a collection: into/1 gives where to begin and a function that takes
# {:cont, element} and, in the end, :done.
defmodule Collectable do
  @callback into(t :: term) :: {term, fun}

  def into(list) when is_list(list), do: collect(&(list ++ &1))
  def into(binary) when is_binary(binary), do: collect(&IO.iodata_to_binary([binary | &1]))
  def into(%{__struct__: MapSet} = set), do: collect(&MapSet.union(set, MapSet.new(&1)))

  def into(%{__struct__: _} = struct),
    do: Cnx.Protocol.find(Collectable, :into, 1, struct).(struct)

  def into(map) when is_map(map), do: collect(&:maps.merge(map, :maps.from_list(&1)))
  def into(other), do: raise(Protocol.UndefinedError, protocol: Collectable, value: other)

  def impl_for(value) when is_list(value), do: Collectable.List
  def impl_for(value) when is_bitstring(value), do: Collectable.BitString
  def impl_for(%{__struct__: MapSet}), do: Collectable.MapSet
  def impl_for(%{__struct__: _} = struct), do: Cnx.Protocol.implementation(Collectable, struct)
  def impl_for(value) when is_map(value), do: Collectable.Map
  def impl_for(_), do: nil

  def impl_for!(value), do: Protocol.__impl_for__(Collectable, impl_for(value), value)
  def __protocol__(:module), do: __MODULE__
  def __protocol__(:functions), do: [into: 1]
  def __protocol__(:consolidated?), do: true

  defp collect(finish) do
    step = fn
      acc, {:cont, x} -> [x | acc]
      acc, :done -> finish.(:lists.reverse(acc))
      _acc, :halt -> :ok
    end

    {[], step}
  end
end

# The built-in kinds under their own names.
for type <- [BitString, List, Map, MapSet] do
  defmodule Module.concat(Collectable, type) do
    @target type
    def into(collectable), do: Collectable.into(collectable)
    def __impl__(:for), do: @target
    def __impl__(:target), do: __MODULE__
    def __impl__(:protocol), do: Collectable
  end
end
