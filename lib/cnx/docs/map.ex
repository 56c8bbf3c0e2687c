# Cnx.Docs.Map - what h says about Map.
defmodule Cnx.Docs.Map do
  def text,
    do: ~S"""
    Values under keys of any kind.

    - delete(map, key): Without the key.
    - drop(map, keys): Without these keys.
    - equal?(left, right): Whether keys and values are the same.
    - fetch(map, key): {:ok, value} or :error.
    - fetch!(map, key): The value, or KeyError.
    - filter(map, fun): The pairs for which fun.({key, value}) holds.
    - from_keys(keys, value): A map with one value under all keys.
    - from_struct(struct): The struct's fields as a plain map.
    - get(map, key, default \\ nil): The value, or the default.
    - get_and_update(map, key, fun): {what fun says, the map with the value changed}; fun gives {get, value} or :pop.
    - get_and_update!(map, key, fun): The same for a key that must be there.
    - get_lazy(map, key, fun): The value, or what the function gives.
    - has_key?(map, key): Whether the key is there.
    - intersect(left, right): The keys of both with the values of the right.
    - intersect(left, right, fun): The keys of both with fun.(key, left, right).
    - keys(map): All keys.
    - merge(left, right): The pairs of both; the right one wins.
    - merge(left, right, fun): The pairs of both; fun.(key, left, right) decides.
    - new(): The empty map.
    - new(enumerable): A map of pairs.
    - new(enumerable, transform): A map of the pairs that the function makes.
    - pop(map, key, default \\ nil): {value, the map without the key}.
    - pop!(map, key): The same for a key that must be there.
    - pop_lazy(map, key, fun): The same with what the function gives for a missing key.
    - put(map, key, value): With a value under the key.
    - put_new(map, key, value): With the value if the key is not there yet.
    - put_new_lazy(map, key, fun): The same with what the function gives.
    - reject(map, fun): The pairs for which fun.({key, value}) does not hold.
    - replace(map, key, value): With another value if the key is there.
    - replace!(map, key, value): The same for a key that must be there.
    - replace_lazy(map, key, fun): With what the function makes of the value if the key is there.
    - split(map, keys): {the map with these keys, the map with the others}.
    - split_with(map, fun): {the pairs for which the function holds, the others}.
    - take(map, keys): Only these keys.
    - to_list(map): A list of pairs.
    - update(map, key, default, fun): The value changed by the function, or the default put in.
    - update!(map, key, fun): The value changed; the key must be there.
    - values(map): All values.
    """
end
