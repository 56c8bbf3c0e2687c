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
    pairs(left, right, fn a, b ->
      same? = is_number(a) or is_number(b) or (a.type == b.type and a.names == b.names)

      unless same? and equal?(a, b) do
        fail("Tensor assertion failed.\n\n#{both(a, b)}")
      end
    end)
  end

  defp equal?(a, b) do
    both_nan = Nx.logical_and(Nx.is_nan(a), Nx.is_nan(b))
    holds?(Nx.logical_or(Nx.equal(a, b), both_nan))
  end

  def __close__(left, right, opts) do
    pairs(left, right, fn a, b ->
      unless holds?(Nx.all_close(a, b, opts)) do
        fail("""
        Tensors differ by more than the tolerance

        atol: #{opts[:atol] || 1.0e-8}, rtol: #{opts[:rtol] || 1.0e-5}
        #{differences(a, b)}
        #{both(a, b)}\
        """)
      end
    end)
  end

  # The largest distances, where there are any to be measured.
  defp differences(a, b) do
    distance = Nx.abs(Nx.subtract(a, b))

    """
    max absolute difference: #{largest(distance)}
    max relative difference: #{largest(Nx.divide(distance, Nx.abs(b)))}
    """
  end

  defp largest(tensor),
    do: tensor |> Nx.devectorize() |> Nx.reduce_max() |> Nx.to_number() |> inspect()

  # Calls check on each pair of tensors, once they have one form; a number stands for any shape.
  defp pairs(left, right, check) do
    unless Nx.Defn.Composite.compatible?(left, right, fn _, _ -> true end) do
      fail("Containers differ in their structure\n\n#{both(left, right)}")
    end

    lefts = Nx.Defn.Composite.flatten_list([left])

    for {a, b} <- Enum.zip(lefts, Nx.Defn.Composite.flatten_list([right])) do
      check_form(a, b)
      check.(a, b)
    end

    true
  end

  defp check_form(%Nx.Tensor{} = a, %Nx.Tensor{} = b) do
    if a.vectorized_axes != b.vectorized_axes do
      fail("""
      Vectorized axes mismatch

      left axes:  #{inspect(a.vectorized_axes)}
      right axes: #{inspect(b.vectorized_axes)}
      """)
    end

    if a.shape != b.shape and a.shape != {} and b.shape != {} do
      fail("""
      Shape mismatch

      left shape:  #{inspect(a.shape)}
      right shape: #{inspect(b.shape)}
      """)
    end
  end

  defp check_form(_, _), do: :ok

  defp both(left, right), do: "left:\n\n#{inspect(left)}\n\nright:\n\n#{inspect(right)}\n"

  defp holds?(tensor), do: tensor |> Nx.devectorize() |> Nx.all() |> Nx.to_number() == 1

  defp fail(message), do: raise(ExUnit.AssertionError, message: message)
end
