# Cnx.Docs.Range - what h says about Range.
defmodule Cnx.Docs.Range do
  def text,
    do: ~S"""
    Integers from first to last: first..last//step.

    - disjoint?(range1, range2): Whether they have no integer in common.
    - new(first, last): A range; it counts down when last is less.
    - new(first, last, step): A range with a step.
    - shift(range, steps_to_shift): The range moved by so many steps.
    - size(range): How many integers there are.
    - split(range, split): {the first so many, the rest}.
    - to_list(range): The integers as a list.
    """
end
