# Cnx.Docs.Nx.LazyContainer - what h says about Nx.LazyContainer.
defmodule Cnx.Docs.Nx.LazyContainer do
  def text,
    do: ~S"""
    The protocol of what becomes tensors only when a definition takes it.

    - traverse(value, acc, function): function(template, load, acc) for each tensor; {value, acc}.
    - impl_for(value): The module that implements it, or nil.
    """
end
