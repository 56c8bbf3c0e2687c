# Cnx.Docs.Enumerable - what h says about Enumerable.
defmodule Cnx.Docs.Enumerable do
  def text,
    do: ~S"""
    The protocol of what Enum and Stream take.

    - reduce(enumerable, acc, function): {:cont | :halt | :suspend, acc} through the elements.
    - count(enumerable): {:ok, count} or {:error, module}.
    - member?(enumerable, value): {:ok, boolean} or {:error, module}.
    - slice(enumerable): {:ok, size, function} or {:error, module}.
    - impl_for(value): The module that implements it, or nil.
    - impl_for!(value): The same, or raises.
    """
end
