# Map - what is not written in C: functions that call functions, and those made of others.
defmodule Map do
  def new, do: %{}
  def new(enumerable) when is_list(enumerable), do: :maps.from_list(enumerable)
  def new(%{__struct__: _} = enumerable), do: :maps.from_list(Enum.to_list(enumerable))
  def new(map) when is_map(map), do: map
  def new(enumerable), do: :maps.from_list(Enum.to_list(enumerable))

  def new(enumerable, fun) when is_function(fun, 1),
    do: :maps.from_list(Enum.map(enumerable, fun))

  def from_keys(keys, value), do: :maps.from_keys(keys, value)

  def from_struct(module) when is_atom(module), do: from_struct(struct(module))
  def from_struct(%{__struct__: _} = struct), do: Map.delete(struct, :__struct__)

  def get_lazy(map, key, fun) when is_function(fun, 0) do
    case Map.fetch(map, key) do
      {:ok, value} -> value
      :error -> fun.()
    end
  end

  def put_new(map, key, value),
    do: if(Map.has_key?(map, key), do: map, else: Map.put(map, key, value))

  def put_new_lazy(map, key, fun) when is_function(fun, 0),
    do: if(Map.has_key?(map, key), do: map, else: Map.put(map, key, fun.()))

  def replace(map, key, value),
    do: if(Map.has_key?(map, key), do: Map.put(map, key, value), else: map)

  def replace!(map, key, value) do
    if Map.has_key?(map, key),
      do: Map.put(map, key, value),
      else: raise(KeyError, key: key, term: map)
  end

  def replace_lazy(map, key, fun) when is_function(fun, 1) do
    case Map.fetch(map, key) do
      {:ok, value} -> Map.put(map, key, fun.(value))
      :error -> map
    end
  end

  def update(map, key, default, fun) when is_function(fun, 1) do
    case Map.fetch(map, key) do
      {:ok, value} -> Map.put(map, key, fun.(value))
      :error -> Map.put(map, key, default)
    end
  end

  def update!(map, key, fun) when is_function(fun, 1),
    do: Map.put(map, key, fun.(Map.fetch!(map, key)))

  def get_and_update(map, key, fun) when is_function(fun, 1) do
    case fun.(Map.get(map, key)) do
      {got, value} -> {got, Map.put(map, key, value)}
      :pop -> pop(map, key)
      other -> bad_update(other)
    end
  end

  def get_and_update!(map, key, fun) when is_function(fun, 1) do
    value = Map.fetch!(map, key)

    case fun.(value) do
      {got, value} -> {got, Map.put(map, key, value)}
      :pop -> {value, Map.delete(map, key)}
      other -> bad_update(other)
    end
  end

  defp bad_update(other) do
    raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
  end

  def pop(map, key, default \\ nil) do
    case Map.fetch(map, key) do
      {:ok, value} -> {value, Map.delete(map, key)}
      :error -> {default, map}
    end
  end

  def pop!(map, key), do: {Map.fetch!(map, key), Map.delete(map, key)}

  def pop_lazy(map, key, fun) when is_function(fun, 0) do
    case Map.fetch(map, key) do
      {:ok, value} -> {value, Map.delete(map, key)}
      :error -> {fun.(), map}
    end
  end

  def take(map, keys) when is_map(map) do
    keys
    |> Enum.to_list()
    |> Enum.filter(&is_map_key(map, &1))
    |> Enum.map(&{&1, :maps.get(&1, map)})
    |> :maps.from_list()
  end

  def take(other, _keys), do: raise(BadMapError, term: other)

  def drop(map, keys) when is_map(map), do: Enum.reduce(keys, map, &Map.delete(&2, &1))
  def drop(other, _keys), do: raise(BadMapError, term: other)

  def split(map, keys) when is_map(map) do
    taken = take(map, keys)
    {taken, drop(map, Map.keys(taken))}
  end

  def split(other, _keys), do: raise(BadMapError, term: other)

  def split_with(map, fun) when is_map(map) do
    {yes, no} = Enum.split_with(:maps.to_list(map), fun)
    {:maps.from_list(yes), :maps.from_list(no)}
  end

  def filter(map, fun) when is_map(map),
    do: :maps.from_list(Enum.filter(:maps.to_list(map), fun))

  def reject(map, fun) when is_map(map),
    do: :maps.from_list(Enum.reject(:maps.to_list(map), fun))

  def merge(left, right), do: :maps.merge(left, right)

  def merge(left, right, fun) when is_function(fun, 3),
    do: :maps.merge_with(fun, left, right)

  def intersect(left, right), do: :maps.intersect(left, right)

  def intersect(left, right, fun) when is_function(fun, 3),
    do: :maps.intersect_with(fun, left, right)

  def equal?(left, right) when is_map(left) and is_map(right), do: left === right
  def equal?(left, right) when is_map(left), do: raise(BadMapError, term: right)
  def equal?(left, _right), do: raise(BadMapError, term: left)

  # --- what has another name by now ---

  @deprecated "Use Map.new/2 instead (invoke Map.from_struct/1 before if you have a struct)"
  def map(map, fun) when is_map(map),
    do: :maps.from_list(for({key, value} <- :maps.to_list(map), do: {key, fun.({key, value})}))

  @deprecated "Use Kernel.map_size/1 instead"
  def size(map), do: map_size(map)
end
