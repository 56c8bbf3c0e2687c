# Cnx.Docs.Access - what h says about Access.
defmodule Cnx.Docs.Access do
  def text,
    do: ~S"""
    What stands behind data[key], and steps of paths for get_in and its family.

    - all(): All elements of a list.
    - at(index): The element of a list at an index.
    - at!(index): The same, which must be there.
    - elem(index): The value of a tuple at an index.
    - fetch(container, key): {:ok, value} or :error.
    - fetch!(container, key): The value, or KeyError.
    - filter(func): The elements of a list for which the function holds.
    - find(predicate): The first element of a list for which the function holds.
    - get(container, key, default \\ nil): The value, or the default.
    - get_and_update(container, key, fun): {what fun says, the container with the value changed}.
    - key(key, default \\ nil): The value under a key of a map or struct.
    - key!(key): The same, which must be there.
    - pop(container, key): {value, the container without it}.
    - slice(range): The elements of a list at the indices of a range.
    """
end
