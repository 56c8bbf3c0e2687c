# Cnx.Docs.MapSet - what h says about MapSet.
defmodule Cnx.Docs.MapSet do
  def text,
    do: ~S"""
    Sets: each value at most once.

    - delete(map_set, value): Without a value.
    - difference(map_set1, map_set2): What only the first has.
    - disjoint?(map_set1, map_set2): Whether they have nothing in common.
    - equal?(map_set1, map_set2): Whether they have the same values.
    - filter(map_set, fun): The values for which the function holds.
    - intersection(map_set1, map_set2): What both have.
    - member?(map_set, value): Whether the value is there.
    - new(): The empty set.
    - new(enumerable): A set of these values.
    - new(enumerable, transform): A set of what the function makes of them.
    - put(map_set, value): With a value.
    - reject(map_set, fun): The values for which the function does not hold.
    - size(map_set): How many values there are.
    - split_with(map_set, fun): {the values for which the function holds, the others}.
    - subset?(map_set1, map_set2): Whether the second has all of the first.
    - symmetric_difference(map_set1, map_set2): What exactly one of them has.
    - to_list(map_set): The values as a list.
    - union(map_set1, map_set2): What at least one of them has.
    """
end
