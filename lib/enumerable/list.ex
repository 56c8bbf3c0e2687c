# Enumerable.List - the built-in implementation under its own name.
defmodule Enumerable.List do
  def reduce(enumerable, {kind, _} = command, fun) when kind in [:cont, :halt, :suspend],
    do: Enumerable.reduce(enumerable, command, fun)

  def count(enumerable), do: Enumerable.count(enumerable)
  def member?(enumerable, element), do: Enumerable.member?(enumerable, element)
  def slice(enumerable), do: Enumerable.slice(enumerable)
  def __impl__(:for), do: List
  def __impl__(:target), do: __MODULE__
  def __impl__(:protocol), do: Enumerable
end
