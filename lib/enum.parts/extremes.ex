# A part of Enum: sums, least and greatest elements.

def sum(first..last//step) do
  case range_end(first, last, step) do
    :empty -> 0
    stop -> div((first + stop) * (div(stop - first, step) + 1), 2)
  end
end

def sum(list) when is_list(list), do: sum_list(list, 0)
def sum(enumerable), do: reduce(enumerable, 0, fn x, acc -> acc + x end)

defp sum_list([x | rest], acc), do: sum_list(rest, acc + x)
defp sum_list([], acc), do: acc

def product(enumerable), do: reduce(enumerable, 1, fn x, acc -> acc * x end)

def max(enumerable), do: extreme(enumerable, &(&1 >= &2), &no_element/0)

def max(enumerable, empty) when is_function(empty, 0),
  do: extreme(enumerable, &(&1 >= &2), empty)

def max(enumerable, sorter), do: extreme(enumerable, greatest(sorter), &no_element/0)

def max(enumerable, sorter, empty) when is_function(empty, 0),
  do: extreme(enumerable, greatest(sorter), empty)

def min(enumerable), do: extreme(enumerable, &(&1 <= &2), &no_element/0)

def min(enumerable, empty) when is_function(empty, 0),
  do: extreme(enumerable, &(&1 <= &2), empty)

def min(enumerable, sorter), do: extreme(enumerable, least(sorter), &no_element/0)

def min(enumerable, sorter, empty) when is_function(empty, 0),
  do: extreme(enumerable, least(sorter), empty)

defp no_element, do: raise(Enum.EmptyError)

defp greatest(module) when is_atom(module), do: fn a, b -> module.compare(a, b) != :lt end
defp greatest(fun) when is_function(fun, 2), do: fun

defp least(module) when is_atom(module), do: fn a, b -> module.compare(a, b) != :gt end
defp least(fun) when is_function(fun, 2), do: fun

# The element that `first?` puts in front of all others; the earliest of equals.
defp extreme(enumerable, first?, empty) do
  case list_of(enumerable) do
    [] -> empty.()
    [head | tail] -> reduce_list(tail, head, &chosen(first?.(&2, &1), &2, &1))
  end
end

# What compares says true or false, nothing else that would do for an `if`.
defp chosen(first?, one, other) do
  case first? do
    true -> one
    false -> other
  end
end

def max_by(enumerable, fun, sorter \\ &>=/2, empty \\ &no_element/0)

def max_by(enumerable, fun, empty, _) when is_function(fun, 1) and is_function(empty, 0),
  do: extreme_by(enumerable, fun, &(&1 >= &2), empty)

def max_by(enumerable, fun, sorter, empty) when is_function(fun, 1) and is_function(empty, 0),
  do: extreme_by(enumerable, fun, greatest(sorter), empty)

def min_by(enumerable, fun, sorter \\ &<=/2, empty \\ &no_element/0)

def min_by(enumerable, fun, empty, _) when is_function(fun, 1) and is_function(empty, 0),
  do: extreme_by(enumerable, fun, &(&1 <= &2), empty)

def min_by(enumerable, fun, sorter, empty) when is_function(fun, 1) and is_function(empty, 0),
  do: extreme_by(enumerable, fun, least(sorter), empty)

defp extreme_by(enumerable, fun, first?, empty) do
  case map(enumerable, fn x -> {fun.(x), x} end) do
    [] ->
      empty.()

    [head | tail] ->
      pick = fn {a, _} = one, {b, _} = best -> chosen(first?.(b, a), best, one) end
      elem(reduce_list(tail, head, pick), 1)
  end
end

def min_max(enumerable, empty \\ &no_element/0) when is_function(empty, 0) do
  case list_of(enumerable) do
    [] -> empty.()
    list -> {extreme(list, &(&1 <= &2), empty), extreme(list, &(&1 >= &2), empty)}
  end
end

def min_max_by(enumerable, fun, sorter \\ &</2, empty \\ &no_element/0)

def min_max_by(enumerable, fun, empty, _) when is_function(fun, 1) and is_function(empty, 0),
  do: min_max_by(enumerable, fun, &</2, empty)

def min_max_by(enumerable, fun, sorter, empty)
    when is_function(fun, 1) and is_atom(sorter) and is_function(empty, 0),
    do: min_max_by(enumerable, fun, &(sorter.compare(&1, &2) == :lt), empty)

def min_max_by(enumerable, fun, less, empty)
    when is_function(fun, 1) and is_function(less, 2) and is_function(empty, 0) do
  case map(enumerable, fn x -> {fun.(x), x} end) do
    [] ->
      empty.()

    [head | tail] ->
      {{_, least}, {_, greatest}} =
        reduce_list(tail, {head, head}, fn {a, _} = one, {{low, _} = min, {high, _} = max} ->
          cond do
            less.(a, low) -> {one, max}
            less.(high, a) -> {min, one}
            true -> {min, max}
          end
        end)

      {least, greatest}
  end
end
