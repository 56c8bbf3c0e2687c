# :ordsets - sets as sorted lists without repetition; elements that compare equal are the same.
defmodule :ordsets do
  def new, do: []
  def from_list(list), do: :lists.usort(list)
  def to_list(set), do: set
  def size(set), do: length(set)
  def is_empty(set), do: set == []

  def is_set([first | rest]), do: ascends?(first, rest)
  def is_set(term), do: term == []

  defp ascends?(_last, []), do: true
  defp ascends?(first, [next | rest]), do: first < next and ascends?(next, rest)
  defp ascends?(_last, _no_list), do: false

  def is_element(element, set), do: Enum.any?(set, &(&1 == element))

  def add_element(element, [first | rest]) when element > first,
    do: [first | add_element(element, rest)]

  def add_element(element, [first | _] = set) when element == first, do: set
  def add_element(element, set) when is_list(set), do: [element | set]

  def del_element(element, [first | rest]) when element > first,
    do: [first | del_element(element, rest)]

  def del_element(element, [first | rest]) when element == first, do: rest
  def del_element(_element, set) when is_list(set), do: set
  def union(a, b) when is_list(a) and is_list(b), do: :lists.umerge(a, b)
  def union(sets) when is_list(sets), do: :lists.umerge(sets)

  def intersection([a | as], [b | _] = right) when a < b, do: intersection(as, right)
  def intersection([a | _] = left, [b | bs]) when a > b, do: intersection(left, bs)
  def intersection([a | as], [_ | bs]), do: [a | intersection(as, bs)]
  def intersection(left, right) when left == [] or right == [], do: []
  def intersection([first | sets]), do: Enum.reduce(sets, first, &intersection(&2, &1))

  def subtract([a | as], [b | _] = right) when a < b, do: [a | subtract(as, right)]
  def subtract([a | _] = left, [b | bs]) when a > b, do: subtract(left, bs)
  def subtract([_ | as], [_ | bs]), do: subtract(as, bs)
  def subtract(left, right) when left == [] or right == [], do: left

  def is_subset(a, b), do: subtract(a, b) == []
  def is_disjoint(a, b), do: intersection(a, b) == []
  def fold(fun, acc, set), do: :lists.foldl(fun, acc, set)
  def filter(fun, set) when is_function(fun, 1) and is_list(set), do: :lists.filter(fun, set)
  def map(fun, set), do: fun |> :lists.map(set) |> from_list()
  def filtermap(fun, set), do: fun |> :lists.filtermap(set) |> from_list()
  def is_equal(a, b), do: a == b
end
