# :maps - the functions of Erlang's module that call functions; the others are written in C.
defmodule :maps do
  def map(fun, map) when is_function(fun, 2) do
    pairs = Enum.map(:maps.to_list(map), fn {key, value} -> {key, fun.(key, value)} end)
    :maps.from_list(pairs)
  end

  def filter(fun, map) when is_function(fun, 2) do
    for {key, value} <- :maps.to_list(map),
        kept?(fun.(key, value)),
        into: %{},
        do: {key, value}
  end

  defp kept?(answer) do
    case answer do
      true -> true
      false -> false
    end
  end

  def foreach(fun, map),
    do: Enum.each(:maps.to_list(map), fn {key, value} -> fun.(key, value) end)

  def fold(fun, acc, map),
    do: Enum.reduce(:maps.to_list(map), acc, fn {key, value}, acc -> fun.(key, value, acc) end)

  def update_with(key, fun, map), do: :maps.put(key, fun.(:maps.get(key, map)), map)

  def update_with(key, fun, default, map) when is_function(fun, 1) do
    if is_map_key(map, key),
      do: :maps.put(key, fun.(:maps.get(key, map)), map),
      else: :maps.put(key, default, map)
  end

  def merge_with(fun, left, right) when is_function(fun, 3) do
    pairs =
      Enum.map(:maps.to_list(right), fn {key, value} ->
        if is_map_key(left, key),
          do: {key, fun.(key, :maps.get(key, left), value)},
          else: {key, value}
      end)

    :maps.merge(left, :maps.from_list(pairs))
  end

  def intersect_with(fun, left, right) do
    common = Enum.filter(:maps.to_list(left), fn {key, _} -> is_map_key(right, key) end)

    common
    |> Enum.map(fn {key, value} -> {key, fun.(key, value, :maps.get(key, right))} end)
    |> :maps.from_list()
  end

  def new, do: %{}

  def filtermap(fun, map) do
    for {key, value} <- :maps.to_list(map), result = fun.(key, value), into: %{} do
      if result == true, do: {key, value}, else: {key, elem(result, 1)}
    end
  end

  def groups_from_list(fun, list), do: Enum.group_by(list, fun)
  def groups_from_list(fun, value, list), do: Enum.group_by(list, fun, value)

  # An iterator is the list of pairs that are left.
  def iterator(map), do: {:iterator, Map.to_list(map)}

  # With an order: :undefined, :ordered, :reversed or a function.
  def iterator(map, :undefined), do: iterator(map)
  def iterator(map, :ordered), do: iterator(map)

  def iterator(map, :reversed), do: {:iterator, map |> Map.to_list() |> Enum.reverse()}

  def iterator(map, fun) when is_function(fun, 2),
    do: {:iterator, Enum.sort(map, fn {a, _}, {b, _} -> fun.(a, b) end)}

  def next({:iterator, []}), do: :none
  def next({:iterator, [{key, value} | rest]}), do: {key, value, {:iterator, rest}}
end
