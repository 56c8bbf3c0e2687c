# A tensor is a struct: Map's functions, paths and struct/2 know its fields.
t = Nx.tensor([1, 2, 3], names: [:a])

missing = fn fun ->
  try do
    fun.()
  rescue
    e in KeyError -> e.key
  end
end

{Map.get(t, :shape), Map.fetch(t, :type), Map.fetch!(t, :names)} # => {{3}, {:ok, {:s, 32}}, [:a]}
{Map.get(t, :none), Map.fetch(t, :none), Map.get(t, :none, 7)} # => {nil, :error, 7}
missing.(fn -> Map.fetch!(t, :none) end) # => :none
{Map.has_key?(t, :shape), Map.has_key?(t, :none), Map.has_key?(t, 1)} # => {true, false, false}
{is_map_key(t, :shape), is_map_key(t, "shape"), map_size(t)} # => {true, false, 7}
Map.keys(t) # => [:__struct__, :data, :donatable?, :names, :shape, :type, :vectorized_axes]
length(Map.values(t)) # => 7
Map.take(t, [:shape, :type, :none]) # => %{shape: {3}, type: {:s, 32}}
t |> Map.from_struct() |> Map.drop([:data]) # => %{donatable?: false, names: [:a], shape: {3}, type: {:s, 32}, vectorized_axes: []}
t |> Map.to_list() |> List.keyfind(:names, 0) # => {:names, [:a]}
{Map.pop(t, :names) |> elem(0), Map.pop(t, :none) |> elem(0)} # => {[:a], nil}
{:maps.get(:shape, t), :maps.find(:none, t), :maps.is_key(:type, t), :maps.size(t)} # => {{3}, :error, true, 7}
Map.intersect(t, %{shape: 1, none: 2}) # => %{shape: 1}
Map.merge(%{shape: 0, more: 1}, t) |> Map.take([:shape, :more]) # => %{shape: {3}, more: 1}

# What is put leaves a tensor.
b = Nx.tensor([1, 2, 3], names: [:b])
Map.put(t, :names, [:b]) == b # => true
Map.replace!(t, :names, [:b]) == b # => true
Map.update!(t, :names, fn [:a] -> [:b] end) == b # => true
Map.merge(t, %{names: [:b]}) == b # => true
Map.merge(t, %{}) == t # => true
Map.put_new(t, :names, [:b]) == t # => true
:maps.update(:names, [:b], t) == b # => true
missing.(fn -> :maps.update(:none, [:b], t) end) # => :none
struct(t, names: [:b], none: 1) == b # => true
struct!(t, %{names: [:b]}) == b # => true
missing.(fn -> struct!(t, none: 1) end) # => :none
put_in(t.names, [:b]) == b # => true
update_in(t.names, fn [:a] -> [:b] end) == b # => true
get_and_update_in(t.names, fn old -> {old, [:b]} end) == {[:a], b} # => true
put_in(t, [Access.key(:names)], [:b]) == b # => true
put_in(%{x: t}.x.names, [:b]) == %{x: b} # => true
missing.(fn -> put_in(t.none, 1) end) # => :none
Map.put(t, :names, [:x, :y]) # error: (ArgumentError) expected a list of 1 axis names
Map.merge(t, %{names: [:b], data: 1}) # error: (ArgumentError) the field :data of a tensor cannot be updated
Map.merge(t, 1) # error: (BadMapError) expected a map, got: 1
Map.merge(1, t) # error: (BadMapError) expected a map, got: 1

# A key that is no field leaves a map.
Map.get(Map.put(t, :more, 1), :more) # => 1
Map.has_key?(Map.delete(t, :names), :names) # => false

# As a backend's callbacks do with the template of their result.
defmodule Elsewhere do
  defstruct [:key]
end

held = put_in(Nx.template({2}, :u8).data, %Elsewhere{key: 1})
{held.data.key, held.shape, held.type} # => {1, {2}, {:u, 8}}
