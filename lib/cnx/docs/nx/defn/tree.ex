# Cnx.Docs.Nx.Defn.Tree - what h says about Nx.Defn.Tree.
defmodule Cnx.Docs.Nx.Defn.Tree do
  def text,
    do: ~S"""
    Expressions as trees.

    - apply_args(expr, acc, function): The arguments of a node through the function.
    - apply_args(expr, kind, acc, function): The same of a :scope or of :all.
    - put_args(expr, args): The node with other arguments.
    - scope_ids(expr): The nodes of its scope.
    """
end
