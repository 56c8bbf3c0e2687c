# Nx.Cumulative - running sums, products and extremes, and differences of neighbours.
defmodule Nx.Cumulative do
  import Nx.Shared

  def cumulative_sum(tensor, opts \\ []),
    do: cumulative(Nx.Block.CumulativeSum, tensor, opts, &Nx.add/2)

  def cumulative_product(tensor, opts \\ []),
    do: cumulative(Nx.Block.CumulativeProduct, tensor, opts, &Nx.multiply/2)

  def cumulative_max(tensor, opts \\ []),
    do: cumulative(Nx.Block.CumulativeMax, tensor, opts, &Nx.max/2)

  def cumulative_min(tensor, opts \\ []),
    do: cumulative(Nx.Block.CumulativeMin, tensor, opts, &Nx.min/2)

  defp cumulative(block, tensor, opts, combine) do
    opts = keyword!(opts, axis: 0, reverse: false)
    tensor = Nx.to_tensor(tensor)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    block = struct!(block, axis: axis, reverse: opts[:reverse])
    block(block, [tensor], fn -> running(tensor, axis, opts, combine) end)
  end

  defp running(tensor, axis, opts, combine) do
    lift(tensor, fn t, n ->
      plain = no_names(t)
      size = elem(t.shape, axis + n)

      if opts[:reverse] do
        Nx.reverse(plain, axes: [axis + n])
        |> scan(axis + n, size, combine)
        |> Nx.reverse(axes: [axis + n])
      else
        scan(plain, axis + n, size, combine)
      end
      |> Cnx.Op.names(t.names)
    end)
  end

  # Neighbours are combined in pairs and their scan gives every second element; each of the others
  # is the one before it combined with its own: two combinations an element, log2(size) steps deep.
  defp scan(t, _axis, 1, _combine), do: t

  defp scan(t, axis, size, combine) do
    half = div(size, 2)
    firsts = Nx.slice_along_axis(t, 0, 2 * half - 1, axis: axis, strides: 2)
    seconds = Nx.slice_along_axis(t, 1, 2 * half - 1, axis: axis, strides: 2)
    odds = scan(combine.(firsts, seconds), axis, half, combine)
    head = Nx.slice_along_axis(t, 0, 1, axis: axis)

    case {half, rem(size, 2)} do
      {1, 0} ->
        Nx.concatenate([head, odds], axis: axis)

      {_, 0} ->
        before = Nx.slice_along_axis(odds, 0, half - 1, axis: axis)
        own = Nx.slice_along_axis(t, 2, 2 * half - 3, axis: axis, strides: 2)
        evens = Nx.concatenate([head, combine.(before, own)], axis: axis)
        interleave(evens, odds, axis, half)

      {_, 1} ->
        own = Nx.slice_along_axis(t, 2, size - 2, axis: axis, strides: 2)
        rest = interleave(odds, combine.(odds, own), axis, half)
        Nx.concatenate([head, rest], axis: axis)
    end
  end

  defp interleave(a, b, axis, half) do
    Nx.stack([a, b], axis: axis + 1)
    |> Nx.reshape(put_elem(a.shape, axis, 2 * half))
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
