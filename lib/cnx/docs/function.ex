# Cnx.Docs.Function - what h says about Function.
defmodule Cnx.Docs.Function do
  def text,
    do: ~S"""
    Functions as values.

    - capture(module, name, arity): The function as a value, as &Module.name/arity gives it.
    - identity(value): The value itself.
    - info(function): What is known of a function, a keyword list.
    - info(function, item): One item of that: {item, value}.
    """
end
