# A part of Enum: parts of enumerables, from one end or in chunks.

def take(_enumerable, 0), do: []

def take(list, amount) when is_list(list) and is_integer(amount) and amount > 0,
  do: take_list(list, amount)

def take(enumerable, amount) when is_integer(amount) and amount > 0 do
  keep = fn
    x, {1, acc} -> {:halt, {0, [x | acc]}}
    x, {left, acc} -> {:cont, {left - 1, [x | acc]}}
  end

  :lists.reverse(elem(reduce_while(enumerable, {amount, []}, keep), 1))
end

def take(enumerable, amount) when is_integer(amount) do
  list = list_of(enumerable)
  drop_list(list, length(list) + amount)
end

defp take_list(list, count), do: elem(Cnx.List.split(list, count), 0)

def drop(enumerable, amount) when is_integer(amount) and amount >= 0,
  do: drop_list(list_of(enumerable), amount)

def drop(enumerable, amount) when is_integer(amount) do
  list = list_of(enumerable)
  take_list(list, length(list) + amount)
end

defp drop_list(list, count), do: Cnx.List.drop(list, count)

def take_while(enumerable, fun) do
  keep = fn x, acc -> if fun.(x), do: {:cont, [x | acc]}, else: {:halt, acc} end
  :lists.reverse(reduce_while(enumerable, [], keep))
end

def drop_while(enumerable, fun), do: drop_while_list(list_of(enumerable), fun)

defp drop_while_list([head | tail] = list, fun) do
  if fun.(head), do: drop_while_list(tail, fun), else: list
end

defp drop_while_list([], _fun), do: []

def take_every(_enumerable, 0), do: []

def take_every(enumerable, nth) when is_integer(nth) and nth > 0,
  do: every(list_of(enumerable), nth, 0, true)

def drop_every(enumerable, 0), do: list_of(enumerable)

def drop_every(enumerable, nth) when is_integer(nth) and nth > 0,
  do: every(list_of(enumerable), nth, 0, false)

# The elements whose place is a multiple of nth, or the others.
defp every(list, nth, start, multiples) do
  {kept, _} =
    reduce_list(list, {[], start}, fn x, {acc, i} ->
      acc = if i == 0 == multiples, do: [x | acc], else: acc
      {acc, if(i + 1 == nth, do: 0, else: i + 1)}
    end)

  :lists.reverse(kept)
end

def split(enumerable, count) when is_integer(count) and count >= 0,
  do: split_list(list_of(enumerable), count)

def split(enumerable, count) when is_integer(count) do
  list = list_of(enumerable)
  split_list(list, length(list) + count)
end

defp split_list(list, count), do: Cnx.List.split(list, count)

def split_while(enumerable, fun), do: split_while_list(list_of(enumerable), fun, [])

defp split_while_list([head | tail] = list, fun, acc) do
  if fun.(head),
    do: split_while_list(tail, fun, [head | acc]),
    else: {:lists.reverse(acc), list}
end

defp split_while_list([], _fun, acc), do: {:lists.reverse(acc), []}

def slice(enumerable, _.._//_ = range) do
  {first, last, step} = Range.__slice__(range, "Enum.slice/2")
  slice_range(enumerable, first, last, step)
end

def slice(enumerable, start, amount)
    when is_integer(start) and is_integer(amount) and amount >= 0 do
  cond do
    amount == 0 ->
      []

    start >= 0 and not is_list(enumerable) ->
      enumerable |> take(start + amount) |> drop_list(start)

    start >= 0 ->
      enumerable |> drop_list(start) |> take_list(amount)

    true ->
      list = list_of(enumerable)
      list |> drop_list(start + length(list)) |> take_list(amount)
  end
end

defp slice_range(enumerable, first, last, step) when first >= 0 and last >= 0 do
  if last < first,
    do: [],
    else: enumerable |> take(last + 1) |> drop_list(first) |> every(step, 0, true)
end

defp slice_range(enumerable, first, last, step) do
  list = list_of(enumerable)
  size = length(list)
  first = if first < 0, do: Kernel.max(first + size, 0), else: first
  last = if last < 0, do: last + size, else: last

  if last < first,
    do: [],
    else: list |> drop_list(first) |> take_list(last - first + 1) |> every(step, 0, true)
end

def chunk_every(enumerable, count), do: chunk_every(enumerable, count, count, [])

def chunk_every(enumerable, count, step, leftover \\ [])

def chunk_every(enumerable, count, step, leftover)
    when is_integer(count) and count > 0 and is_integer(step) and step > 0,
    do: chunks(list_of(enumerable), count, step, leftover, [])

defp chunks([], _count, _step, _leftover, acc), do: :lists.reverse(acc)

defp chunks(list, count, step, leftover, acc) do
  {chunk, rest} = split_list(list, count)
  missing = count - length(chunk)

  cond do
    missing == 0 ->
      next = if step == count, do: rest, else: drop_list(list, step)
      chunks(next, count, step, leftover, [chunk | acc])

    leftover == :discard ->
      :lists.reverse(acc)

    true ->
      :lists.reverse(acc, [chunk ++ take(leftover, missing)])
  end
end

def chunk_by(enumerable, fun) do
  case list_of(enumerable) do
    [] -> []
    [head | tail] -> chunk_by_list(tail, fun, fun.(head), [head], [])
  end
end

defp chunk_by_list([head | tail], fun, key, chunk, acc) do
  case fun.(head) do
    ^key -> chunk_by_list(tail, fun, key, [head | chunk], acc)
    other -> chunk_by_list(tail, fun, other, [head], [:lists.reverse(chunk) | acc])
  end
end

defp chunk_by_list([], _fun, _key, chunk, acc),
  do: :lists.reverse(acc, [:lists.reverse(chunk)])

def chunk_while(enumerable, acc, chunk_fun, after_fun) do
  {chunks, acc} =
    reduce_while(enumerable, {[], acc}, fn x, {chunks, acc} ->
      case chunk_fun.(x, acc) do
        {:cont, chunk, acc} -> {:cont, {[chunk | chunks], acc}}
        {:cont, acc} -> {:cont, {chunks, acc}}
        {:halt, acc} -> {:halt, {chunks, acc}}
      end
    end)

  case after_fun.(acc) do
    {:cont, _acc} -> :lists.reverse(chunks)
    {:cont, chunk, _acc} -> :lists.reverse(chunks, [chunk])
  end
end
