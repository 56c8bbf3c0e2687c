# A part of Enum: sorting, turning round, moving and chance.

def reverse(enumerable), do: reverse(enumerable, [])
def reverse(list, tail) when is_list(list) and is_list(tail), do: :lists.reverse(list, tail)
def reverse(enumerable, tail), do: :lists.reverse(list_of(enumerable), list_of(tail))

def reverse_slice(enumerable, start, count)
    when is_integer(start) and start >= 0 and is_integer(count) and count >= 0 do
  {before, rest} = split_list(list_of(enumerable), start)
  {middle, rest} = split_list(rest, count)
  before ++ :lists.reverse(middle, rest)
end

def slide(enumerable, first..last//step = range, insertion) do
  cond do
    step == 1 or first == last ->
      slide_range(enumerable, first, last, insertion)

    true ->
      raise ArgumentError,
            "Enum.slide/3 does not accept ranges with custom steps, got: #{inspect(range)}"
  end
end

def slide(enumerable, index, insertion) when is_integer(index),
  do: slide_range(enumerable, index, index, insertion)

defp slide_range(enumerable, first, last, insertion) do
  list = list_of(enumerable)
  size = length(list)
  first = Kernel.max(from_end(first, size), 0)
  last = from_end(last, size)
  insertion = from_end(insertion, size)

  cond do
    insertion == first or first > last or first >= size ->
      list

    insertion < first ->
      {before, rest} = split_list(list, insertion)
      {between, rest} = split_list(rest, first - insertion)
      {moved, rest} = split_list(rest, last - first + 1)
      before ++ moved ++ between ++ rest

    insertion > last ->
      {before, rest} = split_list(list, first)
      {moved, rest} = split_list(rest, last - first + 1)
      {between, rest} = split_list(rest, insertion - last)
      before ++ between ++ moved ++ rest

    true ->
      raise ArgumentError,
            "insertion index for slide must be outside the range being moved (tried to insert #{inspect(first..last//1)} at #{insertion})"
  end
end

defp from_end(index, size) when index < 0, do: index + size
defp from_end(index, _size), do: index

def sort(enumerable), do: :lists.sort(list_of(enumerable))
def sort(enumerable, :asc), do: sort(enumerable)

def sort(enumerable, :desc),
  do: :lists.reverse(:lists.sort(:lists.reverse(list_of(enumerable))))

def sort(enumerable, sorter), do: :lists.sort(sort_function(sorter), list_of(enumerable))

defp sort_function(:asc), do: &<=/2
defp sort_function(:desc), do: &>=/2
defp sort_function({:asc, module}), do: &(module.compare(&1, &2) != :gt)
defp sort_function({:desc, module}), do: &(module.compare(&1, &2) != :lt)
defp sort_function(module) when is_atom(module), do: &(module.compare(&1, &2) != :gt)
defp sort_function(fun) when is_function(fun, 2), do: fun

def sort_by(enumerable, mapper, sorter \\ :asc)

def sort_by(enumerable, mapper, sorter) when is_function(mapper, 1) do
  pairs = map(enumerable, fn x -> {mapper.(x), x} end)
  map_list(sort_pairs(pairs, sorter), fn {_, x} -> x end, [])
end

defp sort_pairs(pairs, :asc), do: :lists.keysort(1, pairs)

defp sort_pairs(pairs, :desc),
  do: :lists.reverse(:lists.keysort(1, :lists.reverse(pairs)))

defp sort_pairs(pairs, sorter) do
  fun = sort_function(sorter)
  :lists.sort(fn {a, _}, {b, _} -> fun.(a, b) end, pairs)
end

# These draw the numbers that Elixir draws, so that a seed gives what it gives there.
def random(first..last//step) when step == 1 and first <= last,
  do: first + below(last - first + 1)

def random(enumerable) do
  case list_of(enumerable) do
    [] -> raise Enum.EmptyError
    list -> elem(fetch_list(list, below(length(list))), 1)
  end
end

defp below(1), do: 0
defp below(count), do: :rand.uniform(count) - 1

def shuffle(enumerable) do
  pairs = reduce(enumerable, [], fn x, acc -> [{:rand.uniform(), x} | acc] end)
  map_list(:lists.reverse(:lists.keysort(1, pairs)), fn {_, x} -> x end, [])
end

def take_random(enumerable, count)
def take_random(_enumerable, 0), do: []
def take_random([], _count), do: []

def take_random(enumerable, 1) do
  {taken, _} =
    reduce(enumerable, {[], 1}, fn
      x, {[], 1} -> {[x], 2}
      x, {taken, count} -> {if(:rand.uniform(count) == 1, do: [x], else: taken), count + 1}
    end)

  taken
end

# A reservoir: each element takes a random place, and the one that was there the new place.
def take_random(enumerable, count) when is_integer(count) and count >= 0 do
  {size, sample} =
    reduce(enumerable, {0, %{}}, fn x, {index, sample} ->
      at = below(index + 1)

      cond do
        index < count ->
          {index + 1, sample |> Map.put(index, Map.get(sample, at)) |> Map.put(at, x)}

        at < count ->
          {index + 1, Map.put(sample, at, x)}

        true ->
          {index + 1, sample}
      end
    end)

  map(0..(Kernel.min(count, size) - 1)//1, &Map.fetch!(sample, &1))
end
