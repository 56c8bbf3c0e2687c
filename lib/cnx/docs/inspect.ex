# Cnx.Docs.Inspect - what h says about Inspect.
defmodule Cnx.Docs.Inspect do
  def text,
    do: ~S"""
    The protocol of what inspect prints: inspect(value, options) gives text or a document of Inspect.Algebra. `@derive {Inspect, only: [...], except: [...], optional: [...]}` chooses fields.

    - inspect(value, options): The value as a document.
    - impl_for(value): The module that implements it, or nil.
    - impl_for!(value): The same, or raises.
    """
end
