# Collectable - filling a collection: into/1 gives where to begin and a function that takes
# {:cont, element} and, in the end, :done.
defmodule Collectable do
  def into(list) when is_list(list), do: collect(&(list ++ &1))
  def into(binary) when is_binary(binary), do: collect(&IO.iodata_to_binary([binary | &1]))
  def into(%{__struct__: MapSet} = set), do: collect(&MapSet.union(set, MapSet.new(&1)))

  def into(%{__struct__: _} = other),
    do: raise(Protocol.UndefinedError, protocol: Collectable, value: other)

  def into(map) when is_map(map), do: collect(&:maps.merge(map, :maps.from_list(&1)))
  def into(other), do: raise(Protocol.UndefinedError, protocol: Collectable, value: other)

  defp collect(finish) do
    step = fn
      acc, {:cont, x} -> [x | acc]
      acc, :done -> finish.(:lists.reverse(acc))
      _acc, :halt -> :ok
    end

    {[], step}
  end
end
