# Cnx.Docs.List - what h says about List.
defmodule Cnx.Docs.List do
  def text,
    do: ~S"""
    Linked lists; Enum has what all collections share.

    - ascii_printable?(list, limit \\ :infinity): Whether all elements are printable ASCII characters.
    - delete(list, element): Without the first element that is equal.
    - delete_at(list, index): Without the element at an index.
    - duplicate(element, n): The element n times.
    - first(list, default \\ nil): The first element.
    - flatten(list): The elements of nested lists in one list.
    - flatten(list, tail): The same in front of a tail.
    - foldl(list, acc, fun): Folds from the left.
    - foldr(list, acc, fun): Folds from the right.
    - improper?(list): Whether the tail is no list.
    - insert_at(list, index, value): With a value put in at an index.
    - keydelete(list, key, position): Without the first tuple that has the key at a position.
    - keyfind(list, key, position, default \\ nil): The first tuple that has the key at a position.
    - keyfind!(list, key, position): The same, or KeyError.
    - keymember?(list, key, position): Whether there is such a tuple.
    - keyreplace(list, key, position, new_tuple): With that tuple replaced.
    - keysort(list, position, sorter \\ :asc): Tuples in the order of their element at a position.
    - keystore(list, key, position, new_tuple): With that tuple replaced, or appended.
    - keytake(list, key, position): {tuple, the list without it}, or nil.
    - last(list, default \\ nil): The last element.
    - myers_difference(list1, list2): The steps from one list to the other: [eq: ..., del: ..., ins: ...].
    - myers_difference(list1, list2, diff_script): The same, where the function may compare replaced elements.
    - pop_at(list, index, default \\ nil): {element, the list without it}.
    - replace_at(list, index, value): With another value at an index.
    - starts_with?(list, prefix): Whether the list begins with the prefix.
    - to_atom(charlist): The atom that a charlist spells.
    - to_charlist(list): Nested characters and strings as one charlist.
    - to_existing_atom(charlist): The same for an atom that exists.
    - to_float(charlist): The float that a charlist spells.
    - to_integer(charlist): The integer that a charlist spells.
    - to_integer(charlist, base): The same in a base.
    - to_string(list): Nested characters and strings as one string.
    - to_tuple(list): The elements as a tuple.
    - update_at(list, index, fun): With the element at an index changed.
    - wrap(term): A list as it is, nil as the empty one, else a list of the term.
    - zip(lists): Tuples of the first elements, the second, ...
    """
end
