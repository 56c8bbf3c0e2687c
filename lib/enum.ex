# Enum - eager functions on lists, ranges, maps, sets, streams and functions of two arguments.
#
# Lists and ranges have loops of their own where speed matters; everything else goes through
# reduce/3, reduce_while/3 or the private list_of/1, which are the places that know the kinds of
# enumerables.
defmodule Enum do
  # --- the kinds of enumerables ---

  def to_list(enumerable), do: list_of(enumerable)

  defp list_of(list) when is_list(list), do: list
  defp list_of(first..last//step), do: range_list(first, last, step)
  defp list_of(%{__struct__: MapSet, map: map}), do: :maps.keys(map)

  defp list_of(%{__struct__: _} = struct),
    do: :lists.reverse(reduce_struct(struct, [], fn x, acc -> [x | acc] end))

  defp list_of(map) when is_map(map), do: :maps.to_list(map)

  defp list_of(fun) when is_function(fun, 2),
    do: :lists.reverse(reduce_function(fun, [], fn x, acc -> [x | acc] end))

  defp list_of(fun) when is_function(fun) do
    raise Protocol.UndefinedError,
      protocol: Enumerable,
      value: fun,
      description: "only anonymous functions of arity 2 are enumerable"
  end

  defp list_of(other), do: raise(Protocol.UndefinedError, protocol: Enumerable, value: other)

  defp reduce_struct(%{__struct__: Stream} = stream, acc, fun), do: Stream.fold(stream, acc, fun)

  defp reduce_struct(struct, acc, fun) do
    command = Enumerable.reduce(struct, {:cont, acc}, fn x, acc -> {:cont, fun.(x, acc)} end)
    elem(command, 1)
  end

  defp reduce_function(function, acc, fun),
    do: elem(function.({:cont, acc}, fn x, acc -> {:cont, fun.(x, acc)} end), 1)

  defp range_list(first, last, step),
    do: range_list(range_end(first, last, step), first, step, [])

  defp range_list(:empty, _, _, acc), do: acc
  defp range_list(first, first, _, acc), do: [first | acc]
  defp range_list(at, first, step, acc), do: range_list(at - step, first, step, [at | acc])

  # The last element of a range that is reached, or :empty.
  defp range_end(first, last, step) when step > 0 and first <= last,
    do: first + div(last - first, step) * step

  defp range_end(first, last, step) when step < 0 and first >= last,
    do: first + div(last - first, step) * step

  defp range_end(_, _, _), do: :empty

  # --- reducing ---

  def reduce([head | tail], fun), do: reduce_list(tail, head, fun)
  def reduce([], _fun), do: raise(Enum.EmptyError)

  def reduce(enumerable, fun) do
    first = fn
      x, {:found, acc} -> {:found, fun.(x, acc)}
      x, :none -> {:found, x}
    end

    case reduce(enumerable, :none, first) do
      {:found, acc} -> acc
      :none -> raise Enum.EmptyError
    end
  end

  def reduce(list, acc, fun) when is_list(list), do: reduce_list(list, acc, fun)

  def reduce(first..last//step, acc, fun) do
    case range_end(first, last, step) do
      :empty -> acc
      stop -> reduce_range(first, stop, step, acc, fun)
    end
  end

  def reduce(%{__struct__: MapSet, map: map}, acc, fun),
    do: reduce_list(:maps.keys(map), acc, fun)

  def reduce(%{__struct__: _} = struct, acc, fun), do: reduce_struct(struct, acc, fun)

  def reduce(fun, acc, reducer) when is_function(fun, 2),
    do: reduce_function(fun, acc, reducer)

  def reduce(enumerable, acc, fun), do: reduce_list(list_of(enumerable), acc, fun)

  defp reduce_list([head | tail], acc, fun), do: reduce_list(tail, fun.(head, acc), fun)
  defp reduce_list([], acc, _fun), do: acc

  defp reduce_range(stop, stop, _step, acc, fun), do: fun.(stop, acc)

  defp reduce_range(at, stop, step, acc, fun),
    do: reduce_range(at + step, stop, step, fun.(at, acc), fun)

  def reduce_while(first..last//step, acc, fun) do
    case range_end(first, last, step) do
      :empty -> acc
      stop -> while_range(first, stop, step, acc, fun)
    end
  end

  def reduce_while(%{__struct__: Stream} = stream, acc, fun),
    do: Stream.fold_while(stream, acc, fun)

  def reduce_while(%{__struct__: module} = struct, acc, fun) when module != MapSet,
    do: elem(Enumerable.reduce(struct, {:cont, acc}, fun), 1)

  def reduce_while(function, acc, fun) when is_function(function, 2),
    do: elem(function.({:cont, acc}, fun), 1)

  def reduce_while(enumerable, acc, fun), do: while_list(list_of(enumerable), acc, fun)

  defp while_list([head | tail], acc, fun) do
    case fun.(head, acc) do
      {:cont, acc} -> while_list(tail, acc, fun)
      {:halt, acc} -> acc
    end
  end

  defp while_list([], acc, _fun), do: acc

  defp while_range(at, stop, step, acc, fun) do
    case fun.(at, acc) do
      {:cont, acc} when at == stop -> acc
      {:cont, acc} -> while_range(at + step, stop, step, acc, fun)
      {:halt, acc} -> acc
    end
  end

  # --- mapping and filtering ---

  def map(list, fun) when is_list(list), do: map_list(list, fun, [])

  def map(enumerable, fun),
    do: :lists.reverse(reduce(enumerable, [], fn x, acc -> [fun.(x) | acc] end))

  defp map_list([head | tail], fun, acc), do: map_list(tail, fun, [fun.(head) | acc])
  defp map_list([], _fun, acc), do: :lists.reverse(acc)

  def each(list, fun) when is_list(list), do: each_list(list, fun)

  def each(enumerable, fun) do
    reduce(enumerable, :ok, fn x, _ ->
      fun.(x)
      :ok
    end)
  end

  defp each_list([head | tail], fun) do
    fun.(head)
    each_list(tail, fun)
  end

  defp each_list([], _fun), do: :ok

  def filter(list, fun) when is_list(list), do: filter_list(list, fun, [])

  def filter(enumerable, fun) do
    keep = fn x, acc -> if fun.(x), do: [x | acc], else: acc end
    :lists.reverse(reduce(enumerable, [], keep))
  end

  defp filter_list([head | tail], fun, acc) do
    if fun.(head), do: filter_list(tail, fun, [head | acc]), else: filter_list(tail, fun, acc)
  end

  defp filter_list([], _fun, acc), do: :lists.reverse(acc)

  def reject(enumerable, fun), do: filter(enumerable, fn x -> !fun.(x) end)

  def split_with(enumerable, fun) do
    {yes, no} =
      reduce(enumerable, {[], []}, fn x, {yes, no} ->
        if fun.(x), do: {[x | yes], no}, else: {yes, [x | no]}
      end)

    {:lists.reverse(yes), :lists.reverse(no)}
  end

  def flat_map(enumerable, fun) do
    lists = reduce(enumerable, [], fn x, acc -> [list_of(fun.(x)) | acc] end)
    append_reversed(lists, [])
  end

  # Joins lists that stand in reverse order.
  defp append_reversed([head | tail], acc), do: append_reversed(tail, head ++ acc)
  defp append_reversed([], acc), do: acc

  def flat_map_reduce(enumerable, acc, fun) do
    {lists, acc} =
      reduce_while(enumerable, {[], acc}, fn x, {lists, acc} ->
        case fun.(x, acc) do
          {:halt, acc} -> {:halt, {lists, acc}}
          {items, acc} -> {:cont, {[list_of(items) | lists], acc}}
        end
      end)

    {append_reversed(lists, []), acc}
  end

  def map_reduce(enumerable, acc, fun) do
    {list, acc} =
      reduce(enumerable, {[], acc}, fn x, {list, acc} ->
        {y, acc} = fun.(x, acc)
        {[y | list], acc}
      end)

    {:lists.reverse(list), acc}
  end

  def map_every(enumerable, nth, _fun) when is_integer(nth) and nth == 0, do: list_of(enumerable)

  def map_every(enumerable, nth, fun) when is_integer(nth) and nth > 0 do
    change = fn
      x, 0 -> {fun.(x), nth - 1}
      x, left -> {x, left - 1}
    end

    elem(map_reduce(enumerable, 0, change), 0)
  end

  def map_intersperse(enumerable, separator, fun) do
    case reduce(enumerable, [], fn x, acc -> [separator, fun.(x) | acc] end) do
      [] -> []
      [_ | reversed] -> :lists.reverse(reversed)
    end
  end

  def intersperse(enumerable, separator), do: map_intersperse(enumerable, separator, & &1)

  def with_index(enumerable, fun_or_offset \\ 0)

  def with_index(enumerable, offset) when is_integer(offset),
    do: elem(map_reduce(enumerable, offset, fn x, i -> {{x, i}, i + 1} end), 0)

  def with_index(enumerable, fun) when is_function(fun, 2),
    do: elem(map_reduce(enumerable, 0, fn x, i -> {fun.(x, i), i + 1} end), 0)

  def scan(enumerable, fun) do
    case list_of(enumerable) do
      [] -> []
      [head | tail] -> [head | scan(tail, head, fun)]
    end
  end

  def scan(enumerable, acc, fun) do
    step = fn x, acc ->
      next = fun.(x, acc)
      {next, next}
    end

    elem(map_reduce(enumerable, acc, step), 0)
  end

  # --- joining ---

  def join(enumerable, joiner \\ "")

  def join(enumerable, joiner) when is_binary(joiner),
    do: map_join(enumerable, joiner, fn x -> x end)

  def map_join(enumerable, joiner \\ "", fun)

  def map_join(enumerable, joiner, fun) when is_binary(joiner) do
    enumerable
    |> map_intersperse(joiner, fn x -> to_string(fun.(x)) end)
    |> IO.iodata_to_binary()
  end

  def concat(enumerables), do: flat_map(enumerables, fn x -> x end)

  def concat(left, right) when is_list(left) and is_list(right), do: left ++ right
  def concat(left, right), do: list_of(left) ++ list_of(right)

  def into(enumerable, collectable)
  def into(enumerable, []), do: list_of(enumerable)
  def into(enumerable, collectable), do: collect(list_of(enumerable), collectable)

  def into(enumerable, [], fun), do: map(enumerable, fun)
  def into(enumerable, collectable, fun), do: collect(map(enumerable, fun), collectable)

  defp collect(items, list) when is_list(list), do: list ++ items
  defp collect(items, %{__struct__: MapSet} = set), do: MapSet.union(set, MapSet.new(items))

  defp collect(items, %{__struct__: _} = struct) do
    {acc, fun} = Collectable.into(struct)
    fun.(reduce_list(items, acc, fn x, acc -> fun.(acc, {:cont, x}) end), :done)
  end

  defp collect(items, map) when is_map(map), do: :maps.merge(map, :maps.from_list(items))

  defp collect(items, binary) when is_bitstring(binary),
    do: reduce_list(items, binary, fn x, acc -> <<acc::bitstring, x::bitstring>> end)

  defp collect(_items, other),
    do: raise(Protocol.UndefinedError, protocol: Collectable, value: other)

  # --- finding and testing ---

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

  defp fetch_list([head | _], 0), do: {:ok, head}
  defp fetch_list([_ | tail], index), do: fetch_list(tail, index - 1)
  defp fetch_list([], _), do: :error

  # --- numbers, least and greatest ---

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
  defp greatest(fun), do: fun

  defp least(module) when is_atom(module), do: fn a, b -> module.compare(a, b) != :gt end
  defp least(fun), do: fun

  # The element that `first?` puts in front of all others; the earliest of equals.
  defp extreme(enumerable, first?, empty) do
    case list_of(enumerable) do
      [] -> empty.()
      [head | tail] -> reduce_list(tail, head, &if(first?.(&2, &1), do: &2, else: &1))
    end
  end

  def max_by(enumerable, fun), do: extreme_by(enumerable, fun, &(&1 >= &2), &no_element/0)

  def max_by(enumerable, fun, empty) when is_function(empty, 0),
    do: extreme_by(enumerable, fun, &(&1 >= &2), empty)

  def max_by(enumerable, fun, sorter),
    do: extreme_by(enumerable, fun, greatest(sorter), &no_element/0)

  def max_by(enumerable, fun, sorter, empty) when is_function(empty, 0),
    do: extreme_by(enumerable, fun, greatest(sorter), empty)

  def min_by(enumerable, fun), do: extreme_by(enumerable, fun, &(&1 <= &2), &no_element/0)

  def min_by(enumerable, fun, empty) when is_function(empty, 0),
    do: extreme_by(enumerable, fun, &(&1 <= &2), empty)

  def min_by(enumerable, fun, sorter),
    do: extreme_by(enumerable, fun, least(sorter), &no_element/0)

  def min_by(enumerable, fun, sorter, empty) when is_function(empty, 0),
    do: extreme_by(enumerable, fun, least(sorter), empty)

  defp extreme_by(enumerable, fun, first?, empty) do
    case map(enumerable, fn x -> {fun.(x), x} end) do
      [] ->
        empty.()

      [head | tail] ->
        pick = fn {a, _} = one, {b, _} = best -> if first?.(b, a), do: best, else: one end
        elem(reduce_list(tail, head, pick), 1)
    end
  end

  def min_max(enumerable, empty \\ &no_element/0) when is_function(empty, 0) do
    case list_of(enumerable) do
      [] -> empty.()
      list -> {extreme(list, &(&1 <= &2), empty), extreme(list, &(&1 >= &2), empty)}
    end
  end

  def min_max_by(enumerable, fun), do: min_max_by(enumerable, fun, &</2, &no_element/0)

  def min_max_by(enumerable, fun, empty) when is_function(empty, 0),
    do: min_max_by(enumerable, fun, &</2, empty)

  def min_max_by(enumerable, fun, sorter), do: min_max_by(enumerable, fun, sorter, &no_element/0)

  def min_max_by(enumerable, fun, sorter, empty) when is_function(empty, 0) do
    less = if is_atom(sorter), do: &(sorter.compare(&1, &2) == :lt), else: sorter

    case map(enumerable, fn x -> {fun.(x), x} end) do
      [] ->
        empty.()

      [head | tail] ->
        {{_, least}, {_, greatest}} =
          reduce_list(tail, {head, head}, fn {a, _} = one, {{low, _} = min, {high, _} = max} ->
            {if(less.(a, low), do: one, else: min), if(less.(high, a), do: one, else: max)}
          end)

        {least, greatest}
    end
  end

  # --- parts ---

  def take(_enumerable, 0), do: []

  def take(list, amount) when is_list(list) and is_integer(amount) and amount > 0,
    do: take_list(list, amount, [])

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

  defp take_list([head | tail], n, acc) when n > 0, do: take_list(tail, n - 1, [head | acc])
  defp take_list(_, _, acc), do: :lists.reverse(acc)

  def drop(enumerable, amount) when is_integer(amount) and amount >= 0,
    do: drop_list(list_of(enumerable), amount)

  def drop(enumerable, amount) when is_integer(amount) do
    list = list_of(enumerable)
    take_list(list, length(list) + amount, [])
  end

  defp drop_list([_ | tail], n) when n > 0, do: drop_list(tail, n - 1)
  defp drop_list(list, _), do: list

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
    do: split_list(list_of(enumerable), count, [])

  def split(enumerable, count) when is_integer(count) do
    list = list_of(enumerable)
    split_list(list, length(list) + count, [])
  end

  defp split_list([head | tail], n, acc) when n > 0, do: split_list(tail, n - 1, [head | acc])
  defp split_list(list, _, acc), do: {:lists.reverse(acc), list}

  def split_while(enumerable, fun), do: split_while_list(list_of(enumerable), fun, [])

  defp split_while_list([head | tail] = list, fun, acc) do
    if fun.(head),
      do: split_while_list(tail, fun, [head | acc]),
      else: {:lists.reverse(acc), list}
  end

  defp split_while_list([], _fun, acc), do: {:lists.reverse(acc), []}

  def slice(enumerable, first..last//step = range) do
    cond do
      step > 0 ->
        slice_range(enumerable, first, last, step)

      step == -1 and first > last ->
        slice_range(enumerable, first, last, 1)

      true ->
        raise ArgumentError,
              "Enum.slice/2 does not accept ranges with negative steps, got: #{inspect(range)}"
    end
  end

  def slice(enumerable, start, amount)
      when is_integer(start) and is_integer(amount) and amount >= 0 do
    cond do
      amount == 0 ->
        []

      start >= 0 and not is_list(enumerable) ->
        enumerable |> take(start + amount) |> drop_list(start)

      start >= 0 ->
        enumerable |> drop_list(start) |> take_list(amount, [])

      true ->
        list = list_of(enumerable)
        list |> drop_list(start + length(list)) |> take_list(amount, [])
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
      else: list |> drop_list(first) |> take_list(last - first + 1, []) |> every(step, 0, true)
  end

  def chunk_every(enumerable, count), do: chunk_every(enumerable, count, count, [])

  def chunk_every(enumerable, count, step, leftover \\ [])

  def chunk_every(enumerable, count, step, leftover)
      when is_integer(count) and count > 0 and is_integer(step) and step > 0,
      do: chunks(list_of(enumerable), count, step, leftover, [])

  defp chunks([], _count, _step, _leftover, acc), do: :lists.reverse(acc)

  defp chunks(list, count, step, leftover, acc) do
    {chunk, rest} = split_list(list, count, [])
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

  # --- order ---

  def reverse(enumerable), do: reverse(enumerable, [])
  def reverse(list, tail) when is_list(list) and is_list(tail), do: :lists.reverse(list, tail)
  def reverse(enumerable, tail), do: :lists.reverse(list_of(enumerable), list_of(tail))

  def reverse_slice(enumerable, start, count)
      when is_integer(start) and start >= 0 and is_integer(count) and count >= 0 do
    {before, rest} = split_list(list_of(enumerable), start, [])
    {middle, rest} = split_list(rest, count, [])
    before ++ :lists.reverse(middle, rest)
  end

  def slide(enumerable, first..last//step = range, insertion) do
    cond do
      step == 1 or first > last ->
        slide_range(enumerable, first, last, insertion)

      first == last ->
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
    first = from_end(first, size)
    last = from_end(last, size)
    insertion = from_end(insertion, size)

    cond do
      insertion == first or first > last or first >= size ->
        list

      insertion < first ->
        {before, rest} = split_list(list, insertion, [])
        {between, rest} = split_list(rest, first - insertion, [])
        {moved, rest} = split_list(rest, last - first + 1, [])
        before ++ moved ++ between ++ rest

      insertion > last ->
        {before, rest} = split_list(list, first, [])
        {moved, rest} = split_list(rest, last - first + 1, [])
        {between, rest} = split_list(rest, insertion - last, [])
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

  def group_by(enumerable, key_fun, value_fun) when is_function(key_fun) do
    groups =
      reduce(enumerable, %{}, fn x, groups ->
        key = key_fun.(x)
        Map.put(groups, key, [value_fun.(x) | Map.get(groups, key, [])])
      end)

    :maps.map(fn _key, values -> :lists.reverse(values) end, groups)
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

  def zip_with([], _fun), do: []

  def zip_with(enumerables, fun) when is_function(fun, 1) do
    enumerables = list_of(enumerables)

    if any?(enumerables, &match?(%{__struct__: Stream}, &1)) or
         any?(enumerables, &is_function/1),
       do: list_of(Stream.zip_with(enumerables, fun)),
       else: zip_lists(map_list(enumerables, &list_of/1, []), fun, [])
  end

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
    do: reduce(zip(left, right), acc, fn {a, b}, acc -> reducer.(a, b, acc) end)

  def zip_reduce([], acc, reducer) when is_function(reducer, 2), do: acc

  def zip_reduce(enumerables, acc, reducer) when is_function(reducer, 2),
    do: reduce(zip_with(enumerables, fn x -> x end), acc, reducer)

  def unzip(enumerable) do
    {left, right} =
      reduce(enumerable, {[], []}, fn {a, b}, {left, right} -> {[a | left], [b | right]} end)

    {:lists.reverse(left), :lists.reverse(right)}
  end
end
