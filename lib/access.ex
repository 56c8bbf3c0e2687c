# Access - reading and changing by key, and the functions that stand for keys in paths.
#
# A function in a path is called with :get or :get_and_update, the data and the rest of the path.
defmodule Access do
  @callback fetch(term, key :: term) :: {:ok, term} | :error
  @callback get_and_update(term, key :: term, fun) :: {term, term}
  @callback pop(term, key :: term) :: {term, term}

  def fetch(%{__struct__: module} = struct, key) do
    module.fetch(struct, key)
  rescue
    e in UndefinedFunctionError -> reraise no_access(e, module, :fetch), __STACKTRACE__
  end

  def fetch(map, key) when is_map(map) do
    if is_map_key(map, key), do: {:ok, :maps.get(key, map)}, else: :error
  end

  def fetch(list, key) when is_list(list) and is_atom(key) do
    case :lists.keyfind(key, 1, list) do
      {_, value} -> {:ok, value}
      false -> :error
    end
  end

  def fetch(list, key) when is_list(list), do: bad_key(key)
  def fetch(nil, _key), do: :error

  def fetch!(container, key) do
    case fetch(container, key) do
      {:ok, value} -> value
      :error -> raise KeyError, key: key, term: container
    end
  end

  def get(container, key, default \\ nil)

  def get(%{__struct__: module} = struct, key, default) do
    case module.fetch(struct, key) do
      {:ok, value} -> value
      :error -> default
    end
  rescue
    e in UndefinedFunctionError -> reraise no_access(e, module, :fetch), __STACKTRACE__
  end

  def get(map, key, default) when is_map(map) do
    if is_map_key(map, key), do: :maps.get(key, map), else: default
  end

  def get(list, key, default) when is_list(list) and is_atom(key) do
    case :lists.keyfind(key, 1, list) do
      {_, value} -> value
      false -> default
    end
  end

  def get(list, key, _default) when is_list(list), do: bad_key(key)
  def get(nil, _key, default), do: default

  # The callback itself is what the struct's module lacks.
  defp no_access(%{module: module, function: name} = error, module, name) do
    %{
      error
      | reason:
          "#{inspect(module)} does not implement the Access behaviour\n\n" <>
            "You can use the \"struct.field\" syntax to access struct fields. You can also use " <>
            "Access.key!/1 to access struct fields dynamically inside get_in/put_in/update_in"
    }
  end

  defp no_access(error, _module, _name), do: error

  defp bad_key(key) when is_integer(key) do
    raise ArgumentError,
          "the Access module does not support accessing lists by index, got: #{inspect(key)}\n\n" <>
            "Accessing a list by index is typically discouraged in Elixir, instead we prefer " <>
            "to use the Enum module to manipulate lists as a whole. If you really must access " <>
            "a list element by index, you can Enum.at/1 or the functions in the List module"
  end

  defp bad_key(key) do
    raise ArgumentError,
          "the Access module supports only keyword lists (with atom keys), got: " <>
            "#{inspect(key)}\n\nIf you want to search lists of tuples, use List.keyfind/3"
  end

  def get_and_update(%{__struct__: module} = struct, key, fun) do
    module.get_and_update(struct, key, fun)
  rescue
    e in UndefinedFunctionError -> reraise no_access(e, module, :get_and_update), __STACKTRACE__
  end

  def get_and_update(map, key, fun) when is_map(map), do: Map.get_and_update(map, key, fun)

  def get_and_update(list, key, fun) when is_list(list) and is_atom(key),
    do: Keyword.get_and_update(list, key, fun)

  def get_and_update(list, key, _fun) when is_list(list), do: bad_key(key)

  def get_and_update(nil, key, _fun) do
    raise ArgumentError, "could not put/update key #{inspect(key)} on a nil value"
  end

  def pop(%{__struct__: module} = struct, key) do
    module.pop(struct, key)
  rescue
    e in UndefinedFunctionError -> reraise no_access(e, module, :pop), __STACKTRACE__
  end

  def pop(map, key) when is_map(map), do: Map.pop(map, key)
  def pop(list, key) when is_list(list), do: Keyword.pop(list, key)

  def pop(nil, key) do
    raise ArgumentError, "could not pop key #{inspect(key)} on a nil value"
  end

  # --- functions for paths ---

  def key(key, default \\ nil) do
    fn
      :get, data, next ->
        next.(field(data, key, default))

      :get_and_update, data, next ->
        old = field(data, key, default)

        case next.(old) do
          {got, value} -> {got, Map.put(data || %{}, key, value)}
          :pop -> {old, Map.delete(data || %{}, key)}
        end
    end
  end

  defp field(nil, _key, default), do: default
  defp field(data, key, default), do: Map.get(data, key, default)

  def key!(key) do
    fn
      :get, %{} = data, next ->
        next.(Map.fetch!(data, key))

      :get_and_update, %{} = data, next ->
        old = Map.fetch!(data, key)

        case next.(old) do
          {got, value} -> {got, Map.put(data, key, value)}
          :pop -> {old, Map.delete(data, key)}
        end

      _command, data, _next ->
        raise "Access.key!/1 expected a map/struct, got: #{inspect(data)}"
    end
  end

  def elem(index) when is_integer(index) and index >= 0 do
    fn
      :get, data, next when is_tuple(data) ->
        next.(:erlang.element(index + 1, data))

      :get_and_update, data, next when is_tuple(data) ->
        case next.(:erlang.element(index + 1, data)) do
          {got, value} -> {got, :erlang.setelement(index + 1, data, value)}
          :pop -> raise "cannot pop data from a tuple"
        end

      _command, data, _next ->
        raise "Access.elem/1 expected a tuple, got: #{inspect(data)}"
    end
  end

  def all do
    fn command, data, next -> chosen(command, data, next, fn _, _ -> true end, "Access.all/0") end
  end

  def filter(fun) when is_function(fun, 1) do
    fn command, data, next ->
      chosen(command, data, next, fn x, _ -> fun.(x) end, "Access.filter/1")
    end
  end

  def slice(first..last//step = range) do
    if step <= 0 do
      raise ArgumentError,
            "Access.slice/1 does not accept ranges with negative steps, got: #{inspect(range)}"
    end

    fn command, data, next ->
      size = if is_list(data), do: length(data), else: 0
      first = if first < 0, do: max(first + size, 0), else: first
      last = if last < 0, do: last + size, else: last
      inside = fn _, i -> i >= first and i <= last and rem(i - first, step) == 0 end
      chosen(command, data, next, inside, "Access.slice/1")
    end
  end

  # Applies next to the elements that `choose?` accepts by value and place.
  defp chosen(:get, data, next, choose?, _name) when is_list(data) do
    for {x, i} <- Enum.with_index(data), choose?.(x, i), do: next.(x)
  end

  defp chosen(:get_and_update, data, next, choose?, _name) when is_list(data) do
    {got, kept} =
      data
      |> Enum.with_index()
      |> Enum.reduce({[], []}, fn {x, i}, {got, kept} ->
        if choose?.(x, i) do
          case next.(x) do
            {value, new} -> {[value | got], [new | kept]}
            :pop -> {[x | got], kept}
          end
        else
          {got, [x | kept]}
        end
      end)

    {:lists.reverse(got), :lists.reverse(kept)}
  end

  defp chosen(_command, data, _next, _choose?, "Access.slice/1"),
    do: raise(ArgumentError, "Access.slice/1 expected a list, got: #{inspect(data)}")

  defp chosen(_command, data, _next, _choose?, name),
    do: raise("#{name} expected a list, got: #{inspect(data)}")

  def at(index) when is_integer(index),
    do: fn command, data, next -> place(command, data, index, next, false) end

  def at!(index) when is_integer(index),
    do: fn command, data, next -> place(command, data, index, next, true) end

  defp place(command, data, index, next, strict) when is_list(data) do
    case Enum.fetch(data, index) do
      {:ok, x} -> place_found(command, data, index, x, next)
      :error when strict -> raise Enum.OutOfBoundsError
      :error when command == :get -> next.(nil)
      :error -> {nil, data}
    end
  end

  defp place(_command, data, _index, _next, strict) do
    name = if strict, do: "Access.at!/1", else: "Access.at/1"
    raise "#{name} expected a list, got: #{inspect(data)}"
  end

  defp place_found(:get, _data, _index, x, next), do: next.(x)

  defp place_found(:get_and_update, data, index, x, next) do
    case next.(x) do
      {got, value} -> {got, List.replace_at(data, index, value)}
      :pop -> {x, List.delete_at(data, index)}
    end
  end

  def find(fun) when is_function(fun, 1) do
    fn
      command, data, next when is_list(data) ->
        case {Enum.find_index(data, fun), command} do
          {nil, :get} -> next.(nil)
          {nil, _} -> {nil, data}
          {index, _} -> place_found(command, data, index, Enum.at(data, index), next)
        end

      _command, data, _next ->
        raise "Access.find/1 expected a list, got: #{inspect(data)}"
    end
  end
end
