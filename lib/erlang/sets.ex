# :sets - sets as maps with empty lists for values, as Erlang's of version 2 are; those of version 1
# are the same here.
defmodule :sets do
  def new, do: %{}
  def new(options) when is_list(options), do: %{}
  def from_list(list), do: :maps.from_keys(list, [])
  def from_list(list, options) when is_list(options), do: from_list(list)
  def to_list(set), do: :maps.keys(set)
  def size(set), do: map_size(set)
  def is_empty(set), do: map_size(set) == 0
  def is_set(term), do: is_map(term) and Enum.all?(term, &match?({_, []}, &1))
  def is_equal(a, b), do: a === b
  def is_element(element, set), do: is_map_key(set, element)
  def add_element(element, set), do: :maps.put(element, [], set)
  def del_element(element, set), do: :maps.remove(element, set)
  def union(a, b), do: :maps.merge(a, b)
  def union([]), do: %{}
  def union([first | sets]), do: Enum.reduce(sets, first, &union/2)
  def intersection(a, b), do: :maps.intersect(a, b)
  def intersection([first | sets]), do: Enum.reduce(sets, first, &intersection/2)
  def subtract(a, b), do: :maps.without(:maps.keys(b), a)
  def is_subset(a, b), do: Enum.all?(:maps.keys(a), &is_map_key(b, &1))
  def is_disjoint(a, b) when is_map(b), do: not Enum.any?(:maps.keys(a), &is_map_key(b, &1))
  def fold(fun, acc, set), do: :lists.foldl(fun, acc, :maps.keys(set))
  def filter(fun, set), do: fun |> :lists.filter(:maps.keys(set)) |> from_list()
  def map(fun, set), do: fun |> :lists.map(:maps.keys(set)) |> from_list()
  def filtermap(fun, set), do: fun |> :lists.filtermap(:maps.keys(set)) |> from_list()
end
