# Nx.Aggregation - reductions that are one operation of the graph, and all_close.
defmodule Nx.Aggregation do
  import Nx.Shared

  def sum(tensor, opts \\ []), do: reduce(:sum, tensor, opts)
  def product(tensor, opts \\ []), do: reduce(:product, tensor, opts)
  def all(tensor, opts \\ []), do: reduce(:all, tensor, opts)
  def any(tensor, opts \\ []), do: reduce(:any, tensor, opts)

  def reduce_max(tensor, opts \\ []),
    do: reduce(:reduce_max, refuse_complex(Nx.to_tensor(tensor), "reduce_max/2"), opts)

  def reduce_min(tensor, opts \\ []),
    do: reduce(:reduce_min, refuse_complex(Nx.to_tensor(tensor), "reduce_min/2"), opts)

  defp reduce(op, tensor, opts) do
    opts = keyword!(opts, axes: nil, keep_axes: false)
    tensor = Nx.to_tensor(tensor)
    axes = axes(tensor, opts[:axes])
    {_, names} = Nx.Shape.contract(tensor.shape, axes, tensor.names, opts[:keep_axes])

    lift(tensor, fn t, n ->
      called(op, [t, [axes: shown(tensor, opts[:axes], n), keep_axes: opts[:keep_axes]]], fn ->
        Cnx.Op.apply(op, [t], axes: Enum.map(axes, &(&1 + n)), keep_axes: opts[:keep_axes])
      end)
      |> put_names(names, n)
    end)
  end

  # What Nx says of the axes of a tensor behind n vectorized ones: as they were given.
  def shown(_tensor, nil, 0), do: nil

  def shown(tensor, axes, n) do
    axes = axes || Nx.Shape.axis_list(tensor.shape)
    Enum.map(Nx.Shape.normalize_axes(tensor.shape, axes, tensor.names), &(&1 + n))
  end

  # The axes in ascending order; nil is all of them.
  def axes(tensor, nil), do: Nx.Shape.axis_list(tensor.shape)
  def axes(tensor, axes), do: Enum.sort(Nx.Shape.normalize_axes(tensor.shape, axes, tensor.names))

  # --- where the largest is ---

  def argmax(tensor, opts \\ []), do: extreme(:argmax, tensor, opts)
  def argmin(tensor, opts \\ []), do: extreme(:argmin, tensor, opts)

  defp extreme(op, tensor, opts) do
    opts = keyword!(opts, axis: nil, tie_break: :low, keep_axis: false, type: {:s, 32})

    unless opts[:tie_break] in [:low, :high] do
      raise ArgumentError,
            "unknown value for :tie_break, expected :high or :low, got: " <>
              inspect(opts[:tie_break])
    end

    tensor = refuse_complex(Nx.to_tensor(tensor), "#{op}/2")
    type = Nx.Type.normalize!(opts[:type])

    axes =
      if opts[:axis] != nil,
        do: [Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)],
        else: Nx.Shape.axis_list(tensor.shape)

    keep = opts[:keep_axis] and opts[:axis] != nil
    {shape, names} = Nx.Shape.contract(tensor.shape, axes, tensor.names, keep)

    lift(tensor, fn t, n ->
      last = opts[:tie_break] == :high

      if opts[:axis] == nil and n > 0 do
        outer = outer_dims(t, n)
        flat = reshape_to(t, List.to_tuple(outer ++ [Nx.Shape.size(tensor.shape)]))

        Cnx.Op.apply(op, [flat], axes: [n], keep_axes: false, last: last, dtype: type)
        |> reshape_to(List.to_tuple(outer ++ Tuple.to_list(shape)))
      else
        index = if Nx.Type.integer?(type), do: type, else: {:s, 32}
        axes = Enum.map(axes, &(&1 + n))

        Cnx.Op.apply(op, [t], axes: axes, keep_axes: keep, last: last, dtype: index)
        |> as(type)
      end
      |> put_names(names, n)
    end)
  end

  # --- all_close ---

  def all_close(left, right, opts \\ []) do
    opts = keyword!(opts, equal_nan: false, rtol: 1.0e-5, atol: 1.0e-8)
    left = Nx.to_tensor(left)
    right = Nx.to_tensor(right)
    block = struct!(Nx.Block.AllClose, opts)
    block(block, [left, right], fn -> close(left, right, opts) end)
  end

  defp close(left, right, opts) do
    bound = Nx.add(opts[:atol], Nx.multiply(opts[:rtol], Nx.abs(right)))
    near = Nx.less_equal(Nx.abs(Nx.subtract(left, right)), bound)
    infinite = Nx.logical_or(Nx.is_infinity(left), Nx.is_infinity(right))
    close = Nx.select(Nx.add(infinite, Nx.multiply(near, 0)), Nx.equal(left, right), near)

    close =
      if opts[:equal_nan],
        do: Nx.logical_or(close, Nx.logical_and(Nx.is_nan(left), Nx.is_nan(right))),
        else: close

    Nx.all(close)
  end
end
