# Cnx.Docs.Collectable - what h says about Collectable.
defmodule Cnx.Docs.Collectable do
  def text,
    do: ~S"""
    The protocol of what Enum.into collects into.

    - into(collectable): {acc, function} with function(acc, {:cont, value} | :done | :halt).
    - impl_for(value): The module that implements it, or nil.
    - impl_for!(value): The same, or raises.
    """
end
