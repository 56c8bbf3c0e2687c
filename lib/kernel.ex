# Kernel - its functions that are not written in C and need no compiler.
defmodule Kernel do
  def tap(value, fun) do
    fun.(value)
    value
  end

  def then(value, fun), do: fun.(value)

  def left =~ "" when is_binary(left), do: true

  def left =~ right when is_binary(left) and is_binary(right),
    do: :binary.match(left, right) != :nomatch

  def left =~ right when is_binary(left), do: Regex.match?(right, left)

  # What the compiler itself expands.
  @own_macros for {names, arities} <- [
                    {[
                       :if,
                       :unless,
                       :and,
                       :or,
                       :&&,
                       :||,
                       :in,
                       :|>,
                       :match?,
                       :<>,
                       :..,
                       :then,
                       :tap,
                       :is_exception,
                       :is_struct,
                       :defmodule,
                       :defprotocol,
                       :destructure
                     ], [2]},
                    {[:def, :defp, :defmacro, :defmacrop], [1, 2]},
                    {[
                       :defstruct,
                       :defexception,
                       :defguard,
                       :defguardp,
                       :defoverridable,
                       :@,
                       :to_charlist,
                       :to_string,
                       :is_nil,
                       :is_struct,
                       :is_exception,
                       :!
                     ], [1]},
                    {[:defimpl], [2, 3]},
                    {[:defdelegate, :put_in, :update_in, :get_and_update_in], [2]},
                    {[:use, :raise, :var!], [1, 2]},
                    {[:pop_in, :alias!], [1]},
                    {[:binding], [0, 1]},
                    {[
                       :sigil_c,
                       :sigil_C,
                       :sigil_r,
                       :sigil_R,
                       :sigil_s,
                       :sigil_S,
                       :sigil_w,
                       :sigil_W
                     ], [2]}
                  ],
                  name <- names,
                  arity <- arities,
                  do: {name, arity}

  @doc false
  def __macros__, do: @own_macros

  def macro_exported?(module, macro, arity)
      when is_atom(module) and is_atom(macro) and is_integer(arity),
      do:
        (module == Kernel and {macro, arity} in @own_macros) or
          (Code.ensure_loaded?(module) and
             {macro, arity} in Cnx.Module.definitions(module, :macros, false))

  @milliseconds [
    week: 604_800_000,
    day: 86_400_000,
    hour: 3_600_000,
    minute: 60_000,
    second: 1000,
    millisecond: 1
  ]

  def to_timeout(:infinity), do: :infinity

  def to_timeout(milliseconds) when is_integer(milliseconds) and milliseconds >= 0,
    do: milliseconds

  def to_timeout(components) when is_list(components) do
    {sum, _seen} =
      Enum.reduce(components, {0, []}, fn {unit, count}, {sum, seen} ->
        {sum + timeout_part(unit, count, seen), [unit | seen]}
      end)

    sum
  end

  defp timeout_part(unit, count, _seen) when not is_integer(count) or count < 0 do
    raise ArgumentError,
          "timeout component #{inspect(unit)} must be a non-negative integer, got: #{inspect(count)}"
  end

  defp timeout_part(unit, count, seen) do
    if unit in seen, do: raise(ArgumentError, "timeout component #{inspect(unit)} is duplicated")

    with :error <- Keyword.fetch(@milliseconds, unit) do
      raise ArgumentError,
            "timeout component #{inspect(unit)} is not a valid timeout component, valid values are: " <>
              Enum.map_join(Keyword.keys(@milliseconds), ", ", &inspect/1)
    end

    count * @milliseconds[unit]
  end

  def binary_slice(binary, start, size)
      when is_binary(binary) and is_integer(start) and is_integer(size) and size >= 0 do
    bytes = byte_size(binary)
    start = if start < 0, do: Kernel.max(bytes + start, 0), else: start
    if start >= bytes, do: "", else: binary_part(binary, start, Kernel.min(size, bytes - start))
  end

  def binary_slice(binary, first..last//step) when is_binary(binary) and step > 0 do
    bytes = byte_size(binary)
    first = if first < 0, do: Kernel.max(bytes + first, 0), else: first
    last = if last < 0, do: bytes + last, else: Kernel.min(last, bytes - 1)

    cond do
      first > last -> ""
      step == 1 -> binary_slice(binary, first, last - first + 1)
      true -> for at <- first..last//step, into: "", do: <<:binary.at(binary, at)>>
    end
  end

  def binary_slice(binary, _.._//_ = range) when is_binary(binary) do
    raise ArgumentError,
          "binary_slice/2 does not accept ranges with negative steps, got: #{inspect(range)}"
  end

  # Matches a list of patterns with a list that may be shorter or longer.
  defmacro destructure(patterns, list) do
    quote do
      unquote(patterns) = Kernel.__destructure__(unquote(list), unquote(length(patterns)))
    end
  end

  def __destructure__(nil, count), do: List.duplicate(nil, count)

  def __destructure__(list, count) do
    list = Enum.take(list, count)
    list ++ List.duplicate(nil, count - length(list))
  end

  defmacro dbg(code \\ quote(do: binding()), options \\ []),
    do: Macro.dbg(code, options, __CALLER__)

  # --- processes, of which there is one ---

  def node, do: :nonode@nohost
  def node(pid) when is_pid(pid) or is_reference(pid), do: :nonode@nohost

  def spawn(fun), do: Cnx.Process.refuse("spawn/1", [fun])
  def spawn(module, fun, args), do: Cnx.Process.refuse("spawn/3", [module, fun, args])
  def spawn_link(fun), do: Cnx.Process.refuse("spawn_link/1", [fun])
  def spawn_link(module, fun, args), do: Cnx.Process.refuse("spawn_link/3", [module, fun, args])
  def spawn_monitor(fun), do: Cnx.Process.refuse("spawn_monitor/1", [fun])

  def spawn_monitor(module, fun, args),
    do: Cnx.Process.refuse("spawn_monitor/3", [module, fun, args])

  # --- paths into nested data ---

  # The path as it is written, and nil as soon as a step gives nil.
  defmacro get_in(path) do
    {start, steps} = path_steps(path, [])

    if steps == [] do
      raise ArgumentError,
            "expected expression given to get_in/1 to access at least one element, got: " <>
              Macro.to_string(path)
    end

    Enum.reduce(steps, start, fn
      {:key, key}, data -> quote(do: Access.get(unquote(data), unquote(key)))
      {:field, name}, data -> quote(do: Kernel.__field__(unquote(data), unquote(name)))
    end)
  end

  defp path_steps({{:., _, [Access, :get]}, _, [data, key]}, steps),
    do: path_steps(data, [{:key, key} | steps])

  defp path_steps({{:., _, [data, name]}, _, []} = call, steps) when is_atom(name) do
    if is_atom(data) or match?({:__aliases__, _, _}, data),
      do: {call, steps},
      else: path_steps(data, [{:field, name} | steps])
  end

  defp path_steps(start, steps), do: {start, steps}

  @doc false
  def __field__(nil, _name), do: nil

  def __field__(data, name) when is_map_key(data, name), do: :maps.get(name, data)
  def __field__(data, name), do: raise(KeyError, key: name, term: data)

  def get_in(nil, [_ | _]), do: nil
  def get_in(data, [key]), do: get_step(data, key, fn x -> x end)
  def get_in(data, [key | rest]), do: get_step(data, key, &get_in(&1, rest))

  defp get_step(data, key, next) when is_function(key), do: key.(:get, data, next)
  defp get_step(nil, _key, next), do: next.(nil)
  defp get_step(data, key, next), do: next.(Access.get(data, key))

  # A map that something else still names is copied when it changes. So on the way down through maps
  # the one outside holds nil where the one inside was.
  def put_in(%{} = data, [key | rest], value) when not is_struct(data) and not is_function(key) do
    inner = Map.get(data, key)
    data = Map.put(data, key, nil)
    Map.put(data, key, if(rest == [], do: value, else: put_in(inner, rest, value)))
  end

  def put_in(data, [_ | _] = path, value),
    do: elem(get_and_update_in(data, path, fn _ -> {nil, value} end), 1)

  def update_in(%{} = data, [key | rest], fun)
      when not is_struct(data) and not is_function(key) and is_function(fun, 1) do
    inner = Map.get(data, key)
    data = Map.put(data, key, nil)
    Map.put(data, key, if(rest == [], do: fun.(inner), else: update_in(inner, rest, fun)))
  end

  def update_in(data, [_ | _] = path, fun) when is_function(fun),
    do: elem(get_and_update_in(data, path, fn x -> {nil, fun.(x)} end), 1)

  @doc false
  # The same for a path that is written out, whose fields are {:field, name}, as in put_in(data.name[key], value).
  def __update_path__(data, [], fun), do: fun.(data)

  # A field of a tensor cannot be nil for a while.
  def __update_path__(data, [{:field, name} | rest], fun)
      when is_struct(data, Nx.Tensor) and is_map_key(data, name),
      do: Map.put(data, name, __update_path__(Map.get(data, name), rest, fun))

  def __update_path__(%{} = data, [{:field, name} | rest], fun) when is_map_key(data, name) do
    inner = Map.get(data, name)
    data = Map.put(data, name, nil)
    Map.put(data, name, __update_path__(inner, rest, fun))
  end

  def __update_path__(%{} = data, [{:key, key} | rest], fun)
      when not is_struct(data) and not is_function(key) do
    inner = Map.get(data, key)
    data = Map.put(data, key, nil)
    Map.put(data, key, __update_path__(inner, rest, fun))
  end

  def __update_path__(data, [{:field, _} | _], _fun) when not is_map(data),
    do: raise(BadMapError, term: data)

  def __update_path__(data, path, fun) do
    path =
      Enum.map(path, fn
        {:field, name} -> Access.key!(name)
        {:key, key} -> key
      end)

    elem(get_and_update_in(data, path, fn x -> {nil, fun.(x)} end), 1)
  end

  @doc false
  def __put_path__(data, path, value), do: __update_path__(data, path, fn _ -> value end)

  def get_and_update_in(data, [key], fun) when is_function(key),
    do: key.(:get_and_update, data, fun)

  def get_and_update_in(data, [key], fun), do: Access.get_and_update(data, key, fun)

  def get_and_update_in(data, [key | rest], fun) when is_function(key),
    do: key.(:get_and_update, data, &get_and_update_in(&1, rest, fun))

  def get_and_update_in(data, [key | rest], fun),
    do: Access.get_and_update(data, key, &get_and_update_in(&1, rest, fun))

  def pop_in(nil, [key | _]) do
    raise ArgumentError, "could not pop key #{inspect(key)} on a nil value"
  end

  def pop_in(data, [_ | _] = path), do: pop_path(data, path)

  defp pop_path(nil, [key | _]) when not is_function(key), do: :pop

  defp pop_path(data, [key]) when is_function(key),
    do: key.(:get_and_update, data, fn _ -> :pop end)

  defp pop_path(data, [key]), do: Access.pop(data, key)

  defp pop_path(data, [key | rest]) when is_function(key),
    do: key.(:get_and_update, data, &pop_path(&1, rest))

  # Where a key on the way is missing, nothing is made for it.
  defp pop_path(data, [key | rest]) do
    Access.get_and_update(data, key, fn
      nil -> :pop
      inner -> pop_path(inner, rest)
    end)
  end
end
