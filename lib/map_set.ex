# MapSet - sets: a struct over a map whose values are empty lists.
defmodule MapSet do
  defstruct map: %{}

  def new, do: %MapSet{}
  def new(%{__struct__: MapSet} = set), do: set
  def new(enumerable), do: %MapSet{map: :maps.from_keys(Enum.to_list(enumerable), [])}
  def new(enumerable, fun), do: %MapSet{map: :maps.from_keys(Enum.map(enumerable, fun), [])}

  # A name for the inner map would be a second count of it, and every change would copy it.
  def put(%MapSet{} = set, value), do: Cnx.Map.put_inside(set, :map, value, [])
  def delete(%MapSet{} = set, value), do: Cnx.Map.delete_inside(set, :map, value)
  def member?(%MapSet{map: map}, value), do: is_map_key(map, value)
  def size(%MapSet{map: map}), do: map_size(map)
  def to_list(%MapSet{map: map}), do: :maps.keys(map)

  def union(%MapSet{map: left} = set, %MapSet{map: right}),
    do: %{set | map: :maps.merge(left, right)}

  def intersection(%MapSet{map: left} = set, %MapSet{map: right}),
    do: %{set | map: :maps.intersect(left, right)}

  def difference(%MapSet{map: left} = set, %MapSet{map: right}),
    do: %{set | map: :maps.without(:maps.keys(right), left)}

  def symmetric_difference(%MapSet{} = left, %MapSet{} = right),
    do: union(difference(left, right), difference(right, left))

  def subset?(%MapSet{map: left}, %MapSet{map: right}),
    do: map_size(left) <= map_size(right) and Enum.all?(:maps.keys(left), &is_map_key(right, &1))

  def disjoint?(%MapSet{map: left}, %MapSet{map: right}),
    do: not Enum.any?(:maps.keys(left), &is_map_key(right, &1))

  def equal?(%MapSet{map: left}, %MapSet{map: right}), do: left === right

  def filter(%MapSet{map: map} = set, fun) when is_function(fun),
    do: %{set | map: :maps.from_keys(Enum.filter(:maps.keys(map), fun), [])}

  def reject(%MapSet{map: map} = set, fun) when is_function(fun),
    do: %{set | map: :maps.from_keys(Enum.reject(:maps.keys(map), fun), [])}

  def split_with(%MapSet{} = set, fun) when is_function(fun),
    do: {filter(set, fun), reject(set, fun)}
end
