# A part of Enum: finding elements, and questions about them.

def all?(enumerable), do: all?(enumerable, fn x -> x end)

def all?(enumerable, fun) do
  reduce_while(enumerable, true, fn x, _ ->
    if fun.(x), do: {:cont, true}, else: {:halt, false}
  end)
end

def any?(enumerable), do: any?(enumerable, fn x -> x end)

def any?(enumerable, fun) do
  reduce_while(enumerable, false, fn x, _ ->
    if fun.(x), do: {:halt, true}, else: {:cont, false}
  end)
end

def find(enumerable, default \\ nil, fun) do
  reduce_while(enumerable, default, fn x, default ->
    if fun.(x), do: {:halt, x}, else: {:cont, default}
  end)
end

def find_index(enumerable, fun) do
  search = fn x, {:at, i} -> if fun.(x), do: {:halt, i}, else: {:cont, {:at, i + 1}} end

  case reduce_while(enumerable, {:at, 0}, search) do
    {:at, _} -> nil
    index -> index
  end
end

def find_value(enumerable, default \\ nil, fun) do
  reduce_while(enumerable, default, fn x, default ->
    case fun.(x) do
      nothing when nothing == nil or nothing == false -> {:cont, default}
      value -> {:halt, value}
    end
  end)
end

def member?(list, element) when is_list(list), do: :lists.member(element, list)

def member?(first..last//step, element) do
  is_integer(element) and rem(element - first, step) == 0 and
    ((step > 0 and first <= element and element <= last) or
       (step < 0 and first >= element and element >= last))
end

def member?(%{__struct__: MapSet, map: map}, element), do: is_map_key(map, element)

def member?(%{__struct__: Stream} = stream, element), do: any?(stream, &(&1 === element))

def member?(%{__struct__: _} = struct, element) do
  case Enumerable.member?(struct, element) do
    {:ok, found} -> found
    {:error, _} -> any?(struct, &(&1 === element))
  end
end

def member?(map, element) when is_map(map) do
  case element do
    {key, value} -> is_map_key(map, key) and :maps.get(key, map) === value
    _ -> false
  end
end

def member?(enumerable, element), do: any?(enumerable, &(&1 === element))

def empty?(list) when is_list(list), do: list == []
def empty?(%{__struct__: MapSet, map: map}), do: map_size(map) == 0

def empty?(%{__struct__: _} = struct),
  do: reduce_while(struct, true, fn _, _ -> {:halt, false} end)

def empty?(map) when is_map(map), do: map_size(map) == 0
def empty?(enumerable), do: reduce_while(enumerable, true, fn _, _ -> {:halt, false} end)

def count(list) when is_list(list), do: length(list)

def count(first..last//step) do
  case range_end(first, last, step) do
    :empty -> 0
    stop -> div(stop - first, step) + 1
  end
end

def count(%{__struct__: MapSet, map: map}), do: map_size(map)
def count(%{__struct__: Stream} = stream), do: reduce(stream, 0, fn _, n -> n + 1 end)

def count(%{__struct__: _} = struct) do
  case Enumerable.count(struct) do
    {:ok, count} -> count
    {:error, _} -> reduce(struct, 0, fn _, n -> n + 1 end)
  end
end

def count(map) when is_map(map), do: map_size(map)
def count(enumerable), do: reduce(enumerable, 0, fn _, n -> n + 1 end)

def count(enumerable, fun),
  do: reduce(enumerable, 0, fn x, n -> if fun.(x), do: n + 1, else: n end)

def count_until(enumerable, limit) when is_integer(limit) and limit > 0,
  do: count_until(enumerable, fn _ -> true end, limit)

def count_until(enumerable, fun, limit) when is_integer(limit) and limit > 0 do
  reduce_while(enumerable, 0, fn x, n ->
    n = if fun.(x), do: n + 1, else: n
    if n == limit, do: {:halt, n}, else: {:cont, n}
  end)
end

def at(enumerable, index, default \\ nil) when is_integer(index) do
  case fetch(enumerable, index) do
    {:ok, x} -> x
    :error -> default
  end
end

def fetch!(enumerable, index) when is_integer(index) do
  case fetch(enumerable, index) do
    {:ok, x} -> x
    :error -> raise Enum.OutOfBoundsError
  end
end

def fetch(list, index) when is_list(list) and is_integer(index) and index >= 0,
  do: fetch_list(list, index)

def fetch(first..last//step = range, index) when is_integer(index) do
  size = count(first..last//step)
  index = if index < 0, do: index + size, else: index
  if index >= 0 and index < size, do: {:ok, range.first + index * step}, else: :error
end

def fetch(enumerable, index) when is_integer(index) and index < 0 do
  list = list_of(enumerable)
  index = index + length(list)
  if index >= 0, do: fetch_list(list, index), else: :error
end

def fetch(enumerable, index) when is_integer(index) do
  search = fn x, {:left, n} ->
    if n == 0, do: {:halt, {:ok, x}}, else: {:cont, {:left, n - 1}}
  end

  case reduce_while(enumerable, {:left, index}, search) do
    {:left, _} -> :error
    found -> found
  end
end

defp fetch_list(list, index), do: first_of(Cnx.List.drop(list, index))
defp first_of([head | _]), do: {:ok, head}
defp first_of([]), do: :error
