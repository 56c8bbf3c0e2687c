# Cnx.Docs.Nx.Container - what h says about Nx.Container.
defmodule Cnx.Docs.Nx.Container do
  def text,
    do: ~S"""
    The protocol of what definitions take and give besides tensors. `@derive {Nx.Container, containers: [...], keep: [...]}` chooses fields.

    - traverse(container, acc, function): Every tensor in it through function(tensor, acc); {container, acc}.
    - reduce(container, acc, function): The same without a new container.
    - serialize(container): {module, [{key, value}], metadata}.
    - impl_for(value): The module that implements it, or nil.
    - fields(struct): The fields that hold containers.
    """
end
