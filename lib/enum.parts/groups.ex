# A part of Enum: equal elements together, several enumerables side by side.

# --- grouping ---

def uniq(enumerable), do: :lists.uniq(list_of(enumerable))

def uniq_by(enumerable, fun) do
  {kept, _} =
    reduce(enumerable, {[], %{}}, fn x, {kept, seen} ->
      key = fun.(x)
      if is_map_key(seen, key), do: {kept, seen}, else: {[x | kept], Map.put(seen, key, true)}
    end)

  :lists.reverse(kept)
end

def dedup(enumerable), do: dedup_by(enumerable, fn x -> x end)

def dedup_by(enumerable, fun) do
  {kept, _} =
    reduce(enumerable, {[], :none}, fn x, {kept, last} ->
      case {:key, fun.(x)} do
        ^last -> {kept, last}
        key -> {[x | kept], key}
      end
    end)

  :lists.reverse(kept)
end

def frequencies(enumerable), do: frequencies_by(enumerable, fn x -> x end)

def frequencies_by(enumerable, fun) when is_function(fun) do
  reduce(enumerable, %{}, fn x, counts ->
    key = fun.(x)
    Map.put(counts, key, Map.get(counts, key, 0) + 1)
  end)
end

def group_by(enumerable, key_fun, value_fun \\ fn x -> x end)

# From the last element to the first: what the functions do besides is seen in that order.
def group_by(enumerable, key_fun, value_fun) when is_function(key_fun) do
  reduce(reverse(enumerable), %{}, fn x, groups ->
    key = key_fun.(x)
    Map.put(groups, key, [value_fun.(x) | Map.get(groups, key, [])])
  end)
end

# --- zipping ---

def zip(left, right), do: zip_with(left, right, fn a, b -> {a, b} end)
def zip(enumerables), do: zip_with(enumerables, &List.to_tuple/1)

def zip_with(left, right, fun) when is_list(left) and is_list(right) and is_function(fun, 2),
  do: zip_two(left, right, fun, [])

def zip_with(left, right, fun) when is_function(fun, 2),
  do: zip_with([left, right], fn [a, b] -> fun.(a, b) end)

defp zip_two([a | as], [b | bs], fun, acc), do: zip_two(as, bs, fun, [fun.(a, b) | acc])
defp zip_two(_, _, _, acc), do: :lists.reverse(acc)

def zip_with(enumerables, fun) when is_function(fun, 1) do
  enumerables = list_of(enumerables)

  cond do
    enumerables == [] -> []
    any?(enumerables, &endless?/1) -> list_of(Stream.zip_with(enumerables, fun))
    true -> zip_lists(map_list(enumerables, &list_of/1, []), fun, [])
  end
end

defp endless?(%{__struct__: module}), do: module not in [Range, MapSet]
defp endless?(enumerable), do: is_function(enumerable)

defp zip_lists(lists, fun, acc) do
  case heads(lists, [], []) do
    {heads, tails} -> zip_lists(tails, fun, [fun.(heads) | acc])
    :done -> :lists.reverse(acc)
  end
end

defp heads([[head | tail] | rest], heads, tails),
  do: heads(rest, [head | heads], [tail | tails])

defp heads([[] | _], _, _), do: :done
defp heads([], heads, tails), do: {:lists.reverse(heads), :lists.reverse(tails)}

def zip_reduce(left, right, acc, reducer) when is_function(reducer, 3),
  do: zip_reduce([left, right], acc, fn [a, b], acc -> reducer.(a, b, acc) end)

def zip_reduce([], acc, reducer) when is_function(reducer, 2), do: acc

def zip_reduce(enumerables, acc, reducer) when is_function(reducer, 2) do
  if any?(enumerables, &endless?/1),
    do: Stream.fold(Stream.zip_with(enumerables, fn x -> x end), acc, reducer),
    else: reduce(zip_with(enumerables, fn x -> x end), acc, reducer)
end

def unzip(enumerable) do
  {left, right} =
    reduce(enumerable, {[], []}, fn {a, b}, {left, right} -> {[a | left], [b | right]} end)

  {:lists.reverse(left), :lists.reverse(right)}
end
