# Cnx.Docs.Nx.Testing - what h says about Nx.Testing.
defmodule Cnx.Docs.Nx.Testing do
  def text,
    do: ~S"""
    Assertions on tensors.

    - assert_equal(left, right): Both have the same elements.
    - assert_all_close(left, right, opts \\ []): They differ by `:atol` and `:rtol` at most.
    """
end
