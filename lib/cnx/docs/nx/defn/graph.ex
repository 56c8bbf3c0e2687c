# Cnx.Docs.Nx.Defn.Graph - what h says about Nx.Defn.Graph.
defmodule Cnx.Docs.Nx.Defn.Graph do
  def text,
    do: ~S"""
    Expressions cut into stages that run one after the other.

    - split(expr, function): Stages; the function says :before, :after, :both or :none of each node.
    - split(expr, state, function): The same with a state.
    - run(stages, args, opts \\ []): Runs them in order.
    """
end
