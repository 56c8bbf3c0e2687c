# Nx.Testing - assertions on tensors for tests.
defmodule Nx.Testing do
  # Fails unless both have one form and tensors of equal types, shapes, names and elements; NaN equals NaN.
  defmacro assert_equal(left, right) do
    quote do: Nx.Testing.__equal__(unquote(left), unquote(right))
  end

  # Fails unless all elements are close; options as for Nx.all_close/3.
  defmacro assert_all_close(left, right, opts \\ []) do
    quote do: Nx.Testing.__close__(unquote(left), unquote(right), unquote(opts))
  end

  def __equal__(left, right) do
    same = fn a, b -> Nx.compatible?(a, b) and equal?(Nx.to_tensor(a), Nx.to_tensor(b)) end
    unless Nx.Defn.Composite.compatible?(left, right, same), do: fail("be equal", left, right)
    true
  end

  defp equal?(a, b) do
    both_nan = Nx.logical_and(Nx.is_nan(a), Nx.is_nan(b))
    holds?(Nx.logical_or(Nx.equal(a, b), both_nan))
  end

  def __close__(left, right, opts) do
    close = fn a, b -> Nx.shape(a) == Nx.shape(b) and holds?(Nx.all_close(a, b, opts)) end
    unless Nx.Defn.Composite.compatible?(left, right, close), do: fail("be close", left, right)
    true
  end

  defp holds?(tensor), do: tensor |> Nx.devectorize() |> Nx.all() |> Nx.to_number() == 1

  defp fail(what, left, right) do
    raise ExUnit.AssertionError,
      message:
        "expected both to #{what}\n\nleft:\n\n#{inspect(left)}\n\nright:\n\n#{inspect(right)}\n"
  end
end
