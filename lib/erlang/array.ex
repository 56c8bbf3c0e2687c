# :array - values by index from 0: {:array, size, fixed?, default, values}, the values a map in which
# entries that nobody set are missing.
defmodule :array do
  # --- making ---

  def new, do: new([])

  def new(options),
    do: Enum.reduce(List.wrap(options), {:array, 0, false, :undefined, %{}}, &option/2)

  def new(size, options) when is_integer(size) and size >= 0,
    do: [size, {:fixed, true} | List.wrap(options)] |> new()

  def new(_size, _options), do: bad()

  defp option({:size, size}, array), do: option(size, array)

  defp option(size, {:array, _, _, default, values}) when is_integer(size) and size >= 0,
    do: {:array, size, true, default, values}

  defp option(:fixed, array), do: option({:fixed, true}, array)

  defp option({:fixed, fixed}, {:array, size, _, default, values}) when is_boolean(fixed),
    do: {:array, size, fixed, default, values}

  defp option({:default, default}, {:array, size, fixed, _, values}),
    do: {:array, size, fixed, default, values}

  defp option(_other, _array), do: bad()

  def from_list(list), do: from_list(list, :undefined)

  def from_list(list, default) when is_list(list),
    do: list |> Enum.with_index(fn value, index -> {index, value} end) |> from_orddict(default)

  def from_list(_list, _default), do: bad()

  def from_orddict(pairs), do: from_orddict(pairs, :undefined)

  def from_orddict(pairs, default) when is_list(pairs),
    do:
      Enum.reduce(pairs, new(default: default), fn {index, value}, array ->
        set(index, value, array)
      end)

  def from_orddict(_pairs, _default), do: bad()

  # --- one entry ---

  def get(index, {:array, size, fixed, default, values}) when is_integer(index) and index >= 0 do
    if fixed and index >= size, do: bad(), else: Map.get(values, index, default)
  end

  def get(_index, _array), do: bad()

  def set(index, value, {:array, size, fixed, default, values})
      when is_integer(index) and index >= 0 do
    if fixed and index >= size,
      do: bad(),
      else: {:array, max(size, index + 1), fixed, default, Map.put(values, index, value)}
  end

  def set(_index, _value, _array), do: bad()

  def reset(index, {:array, size, fixed, default, values})
      when is_integer(index) and index >= 0 do
    if fixed and index >= size,
      do: bad(),
      else: {:array, size, fixed, default, Map.delete(values, index)}
  end

  def reset(_index, _array), do: bad()

  # --- the whole ---

  def is_array({:array, size, fixed, _, values}),
    do: is_integer(size) and is_boolean(fixed) and is_map(values)

  def is_array(_term), do: false
  def size({:array, size, _, _, _}), do: size
  def size(_array), do: bad()
  def default({:array, _, _, default, _}), do: default
  def default(_array), do: bad()
  def is_fix({:array, _, fixed, _, _}), do: fixed
  def is_fix(_array), do: bad()
  def fix(array), do: option({:fixed, true}, array)
  def relax(array), do: option({:fixed, false}, array)

  def resize(array), do: resize(sparse_size(array), array)

  def resize(size, {:array, _, fixed, default, values}) when is_integer(size) and size >= 0,
    do: {:array, size, fixed, default, :maps.filter(fn index, _ -> index < size end, values)}

  def resize(_size, _array), do: bad()

  def to_list(array), do: foldr(fn _, value, list -> [value | list] end, [], array)

  def to_orddict(array),
    do: foldr(fn index, value, list -> [{index, value} | list] end, [], array)

  def foldl(fun, acc, array) when is_function(fun, 3),
    do: fold(fun, acc, array, 0..(size(array) - 1)//1)

  def foldl(_fun, _acc, _array), do: bad()

  def foldr(fun, acc, array) when is_function(fun, 3),
    do: fold(fun, acc, array, (size(array) - 1)..0//-1)

  def foldr(_fun, _acc, _array), do: bad()

  defp fold(fun, acc, {:array, _, _, default, values}, indexes),
    do: Enum.reduce(indexes, acc, &fun.(&1, Map.get(values, &1, default), &2))

  def map(fun, {:array, size, fixed, default, values}) when is_function(fun, 2) do
    mapped =
      for index <- 0..(size - 1)//1,
          into: %{},
          do: {index, fun.(index, Map.get(values, index, default))}

    {:array, size, fixed, default, mapped}
  end

  def map(_fun, _array), do: bad()

  # --- what is not the default ---

  def sparse_size(array), do: sparse_foldl(fn index, _, _ -> index + 1 end, 0, array)
  def sparse_to_list(array), do: sparse_foldr(fn _, value, list -> [value | list] end, [], array)

  def sparse_to_orddict(array),
    do: sparse_foldr(fn index, value, list -> [{index, value} | list] end, [], array)

  def sparse_foldl(fun, acc, array) when is_function(fun, 3),
    do: foldl(sparsely(fun, array), acc, array)

  def sparse_foldl(_fun, _acc, _array), do: bad()

  def sparse_foldr(fun, acc, array) when is_function(fun, 3),
    do: foldr(sparsely(fun, array), acc, array)

  def sparse_foldr(_fun, _acc, _array), do: bad()

  defp sparsely(fun, array) do
    default = default(array)
    fn index, value, acc -> if value === default, do: acc, else: fun.(index, value, acc) end
  end

  def sparse_map(fun, array) when is_function(fun, 2) do
    default = default(array)
    map(fn index, value -> if value === default, do: value, else: fun.(index, value) end, array)
  end

  def sparse_map(_fun, _array), do: bad()
  defp bad, do: :erlang.error(:badarg)
end
