# Cnx.Docs.Tuple - what h says about Tuple.
defmodule Cnx.Docs.Tuple do
  def text,
    do: ~S"""
    Values in fixed places.

    - append(tuple, value): With a value behind the last.
    - delete_at(tuple, index): Without the value at an index.
    - duplicate(data, size): A tuple of one value so many times.
    - insert_at(tuple, index, value): With a value put in at an index.
    - product(tuple): The product of its numbers.
    - sum(tuple): The sum of its numbers.
    - to_list(tuple): Its values as a list.
    """
end
