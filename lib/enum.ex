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

  defp reduce_struct(%{__struct__: module} = struct, acc, fun) do
    if function_exported?(module, :__pieces__, 1),
      do: Stream.fold(module.__pieces__(struct), acc, fun),
      else: reduce_enumerable(struct, acc, fun)
  end

  defp reduce_enumerable(struct, acc, fun) do
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
      command -> elem(Enumerable.List.reduce(tail, command, fun), 1)
    end
  end

  defp while_list([], acc, _fun), do: acc

  defp while_range(at, stop, step, acc, fun) do
    case fun.(at, acc) do
      {:cont, acc} when at == stop -> acc
      {:cont, acc} -> while_range(at + step, stop, step, acc, fun)
      {:halt, acc} -> acc
      command -> elem(Enumerable.List.reduce([], command, fun), 1)
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

  def into(enumerable, %{__struct__: module} = struct) when module != MapSet,
    do: fill(enumerable, struct, fn x -> x end)

  def into(enumerable, collectable), do: collect(list_of(enumerable), collectable)

  def into(enumerable, [], fun), do: map(enumerable, fun)

  def into(enumerable, %{__struct__: module} = struct, fun) when module != MapSet,
    do: fill(enumerable, struct, fun)

  def into(enumerable, collectable, fun)
      when is_list(collectable) or is_map(collectable) or is_bitstring(collectable),
      do: collect(map(enumerable, fun), collectable)

  def into(_enumerable, collectable, _fun), do: collect([], collectable)

  defp collect(items, list) when is_list(list), do: list ++ items
  defp collect(items, %{__struct__: MapSet} = set), do: MapSet.union(set, MapSet.new(items))

  defp collect(items, map) when is_map(map), do: :maps.merge(map, :maps.from_list(items))

  # Binaries at once, as one after the other would copy what is there each time.
  defp collect(items, binary) when is_bitstring(binary) do
    if is_binary(binary) and binaries?(items),
      do: IO.iodata_to_binary([binary | items]),
      else: reduce_list(items, binary, &with_bits/2)
  end

  defp collect(_items, other),
    do: raise(Protocol.UndefinedError, protocol: Collectable, value: other)

  defp with_bits(x, acc) when is_bitstring(x), do: <<acc::bitstring, x::bitstring>>

  defp with_bits(_x, _acc) do
    raise FunctionClauseError,
      module: Collectable.BitString,
      function: :"-into/1-fun-0-",
      arity: 2
  end

  defp binaries?([]), do: true
  defp binaries?([x | rest]) when is_binary(x), do: binaries?(rest)
  defp binaries?(_), do: false

  # Each element is put as soon as it is there.
  defp fill(enumerable, struct, transform) do
    {begun, collector} = Collectable.into(struct)

    try do
      reduce(enumerable, begun, fn x, acc -> collector.(acc, {:cont, transform.(x)}) end)
    catch
      kind, reason ->
        collector.(begun, :halt)
        :erlang.raise(kind, reason, __STACKTRACE__)
    else
      acc -> collector.(acc, :done)
    end
  end

  # --- the other functions, by theme ---

  Cnx.Define.part("enum.parts/find.ex")
  Cnx.Define.part("enum.parts/extremes.ex")
  Cnx.Define.part("enum.parts/slices.ex")
  Cnx.Define.part("enum.parts/order.ex")
  Cnx.Define.part("enum.parts/groups.ex")
  Cnx.Define.part("enum.parts/deprecated.ex")
end
