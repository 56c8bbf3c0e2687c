# Cnx.Docs.Keyword - what h says about Keyword.
defmodule Cnx.Docs.Keyword do
  def text,
    do: ~S"""
    Lists of pairs whose keys are atoms, as options are written; a key may occur more than once.

    - delete(keywords, key): Without all entries of the key.
    - delete_first(keywords, key): Without the first entry of the key.
    - drop(keywords, keys): Without these keys.
    - equal?(left, right): Whether both have the same pairs, whatever the order of the keys.
    - fetch(keywords, key): {:ok, value} of the first entry, or :error.
    - fetch!(keywords, key): The value, or KeyError.
    - filter(keywords, fun): The pairs for which fun.({key, value}) holds.
    - from_keys(keys, value): One value under all keys.
    - get(keywords, key, default \\ nil): The value of the first entry, or the default.
    - get_and_update(keywords, key, fun): {what fun says, the list with the value changed}.
    - get_and_update!(keywords, key, fun): The same for a key that must be there.
    - get_lazy(keywords, key, fun): The value, or what the function gives.
    - get_values(keywords, key): The values of all entries.
    - has_key?(keywords, key): Whether the key is there.
    - intersect(left, right): The keys of both with the values of the right.
    - intersect(left, right, fun): The keys of both with fun.(key, left, right).
    - keys(keywords): All keys in order.
    - keyword?(term): Whether a value is a keyword list.
    - map(keywords, fun): The pairs with fun.({key, value}) as values.
    - merge(left, right): The entries of both; keys of the right replace those of the left.
    - merge(left, right, fun): The same, where fun.(key, left, right) decides.
    - new(): The empty list.
    - new(pairs): The pairs, each key once.
    - new(pairs, transform): The pairs that the function makes.
    - pop(keywords, key, default \\ nil): {first value, the list without the key}.
    - pop!(keywords, key): The same for a key that must be there.
    - pop_first(keywords, key, default \\ nil): {first value, the list without that entry}.
    - pop_lazy(keywords, key, fun): The same as pop with what the function gives for a missing key.
    - pop_values(keywords, key): {all values, the list without the key}.
    - put(keywords, key, value): With one entry for the key.
    - put_new(keywords, key, value): With the entry if the key is not there yet.
    - put_new_lazy(keywords, key, fun): The same with what the function gives.
    - reject(keywords, fun): The pairs for which fun.({key, value}) does not hold.
    - replace(keywords, key, value): With another value if the key is there.
    - replace!(keywords, key, value): The same for a key that must be there.
    - replace_lazy(keywords, key, fun): With what the function makes of the value if the key is there.
    - split(keywords, keys): {the entries of these keys, the others}.
    - split_with(keywords, fun): {the pairs for which the function holds, the others}.
    - take(keywords, keys): Only the entries of these keys.
    - to_list(keywords): The list itself.
    - update(keywords, key, default, fun): The value changed by the function, or the default put in.
    - update!(keywords, key, fun): The value changed; the key must be there.
    - validate(keywords, values): {:ok, the list with defaults filled in} or {:error, unknown keys}.
    - validate!(keywords, values): The list with defaults filled in, or ArgumentError for unknown keys.
    - values(keywords): All values in order.
    """
end
