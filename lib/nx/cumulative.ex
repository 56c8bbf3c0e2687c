# Nx.Cumulative - running sums, products and extremes, and differences of neighbours.
defmodule Nx.Cumulative do
  import Nx.Shared

  def cumulative_sum(tensor, opts \\ []),
    do: cumulative(:cumulative_sum, Nx.Block.CumulativeSum, tensor, opts)

  def cumulative_product(tensor, opts \\ []),
    do: cumulative(:cumulative_product, Nx.Block.CumulativeProduct, tensor, opts)

  def cumulative_max(tensor, opts \\ []),
    do: cumulative(:cumulative_max, Nx.Block.CumulativeMax, tensor, opts)

  def cumulative_min(tensor, opts \\ []),
    do: cumulative(:cumulative_min, Nx.Block.CumulativeMin, tensor, opts)

  defp cumulative(op, block, tensor, opts) do
    opts = keyword!(opts, axis: 0, reverse: false)
    tensor = Nx.to_tensor(tensor)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    block = struct!(block, axis: axis, reverse: opts[:reverse])

    block(block, [tensor], fn ->
      lift(tensor, fn t, n ->
        reversed = if opts[:reverse], do: true, else: false

        Cnx.Op.apply(op, [no_names(t)], axis: axis + n, reversed: reversed)
        |> Cnx.Op.names(t.names)
      end)
    end)
  end

  def diff(tensor, opts \\ []) do
    opts = keyword!(opts, order: 1, axis: -1)
    order = opts[:order]
    tensor = Nx.to_tensor(tensor)

    unless is_integer(order) and order >= 0 do
      raise ArgumentError, "order must be non-negative but got: #{inspect(order)}"
    end

    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    difference(tensor, axis, order)
  end

  defp difference(tensor, _axis, 0), do: tensor

  defp difference(tensor, axis, order) do
    size = elem(tensor.shape, axis) - 1
    left = Nx.slice_along_axis(tensor, 0, size, axis: axis)
    right = Nx.slice_along_axis(tensor, 1, size, axis: axis)
    difference(Nx.subtract(right, left), axis, order - 1)
  end
end
