# Enumerable - walking any enumerable step by step, under commands: {:cont, acc}, {:halt, acc} and
# {:suspend, acc} give {:done, acc}, {:halted, acc} and {:suspended, acc, continuation}.
#
# Lists, maps, ranges, sets, streams and functions are known here; other structs implement it.
defmodule Enumerable do
  @callback count(t :: term) :: {:ok, non_neg_integer} | {:error, module}
  @callback member?(t :: term, term) :: {:ok, boolean} | {:error, module}
  @callback reduce(t :: term, command :: term, fun) :: tuple
  @callback slice(t :: term) :: tuple

  def reduce(%{__struct__: module} = struct, command, fun)
      when module != Stream and module != MapSet and module != Range,
      do: Cnx.Protocol.find(Enumerable, :reduce, 3, struct).(struct, command, fun)

  def reduce(fun, command, reducer) when is_function(fun, 2), do: fun.(command, reducer)
  def reduce(enumerable, command, fun), do: Stream.reduce(enumerable, command, fun)

  def count(%{__struct__: module} = struct) when module not in [Stream, MapSet, Range],
    do: Cnx.Protocol.find(Enumerable, :count, 1, struct).(struct)

  def count(function) when is_function(function), do: {:error, Enumerable.Function}
  def count(enumerable), do: {:ok, Enum.count(enumerable)}

  def member?(%{__struct__: module} = struct, element) when module not in [Stream, MapSet, Range],
    do: Cnx.Protocol.find(Enumerable, :member?, 2, struct).(struct, element)

  def member?(function, _element) when is_function(function), do: {:error, Enumerable.Function}
  def member?(enumerable, element), do: {:ok, Enum.member?(enumerable, element)}

  def slice(%{__struct__: module} = struct) when module not in [Stream, MapSet, Range],
    do: Cnx.Protocol.find(Enumerable, :slice, 1, struct).(struct)

  def slice(enumerable) when is_list(enumerable), do: {:error, Enumerable.List}
  def slice(function) when is_function(function), do: {:error, Enumerable.Function}

  def slice(enumerable) do
    {:ok, Enum.count(enumerable), &Enum.to_list/1}
  end

  def impl_for(list) when is_list(list), do: Enumerable.List
  def impl_for(function) when is_function(function), do: Enumerable.Function

  def impl_for(%{__struct__: module}) when module in [Stream, MapSet, Range],
    do: Module.concat(Enumerable, module)

  def impl_for(%{__struct__: _} = struct), do: Cnx.Protocol.implementation(Enumerable, struct)
  def impl_for(map) when is_map(map), do: Enumerable.Map
  def impl_for(_), do: nil

  def impl_for!(value), do: Protocol.__impl_for__(Enumerable, impl_for(value), value)
  def __protocol__(:module), do: __MODULE__
  def __protocol__(:functions), do: [count: 1, member?: 2, reduce: 3, slice: 1]
  def __protocol__(:consolidated?), do: true
end
