# Enumerable - walking any enumerable step by step, under commands: {:cont, acc}, {:halt, acc} and
# {:suspend, acc} give {:done, acc}, {:halted, acc} and {:suspended, acc, continuation}.
defmodule Enumerable do
  def reduce(%{__struct__: module} = struct, _command, _fun)
      when module != Stream and module != MapSet and module != Range,
      do: raise(Protocol.UndefinedError, protocol: Enumerable, value: struct)

  def reduce(fun, command, reducer) when is_function(fun, 2), do: fun.(command, reducer)
  def reduce(enumerable, command, fun), do: Stream.reduce(enumerable, command, fun)

  def count(enumerable), do: {:ok, Enum.count(enumerable)}
  def member?(enumerable, element), do: {:ok, Enum.member?(enumerable, element)}
end
