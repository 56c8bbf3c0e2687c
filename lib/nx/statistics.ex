# Nx.Statistics - means, deviations and what else is composed of reductions.
defmodule Nx.Statistics do
  import Nx.Shared
  import Nx.Aggregation, only: [axes: 2]

  defp count(shape, axes), do: Enum.product(Enum.map(axes, &elem(shape, &1)))

  def mean(tensor, opts \\ []) do
    opts = keyword!(opts, axes: nil, keep_axes: false)
    tensor = Nx.to_tensor(tensor)
    axes = axes(tensor, opts[:axes])
    sum = Nx.sum(tensor, axes: axes, keep_axes: opts[:keep_axes])
    Nx.divide(sum, count(tensor.shape, axes))
  end

  def weighted_mean(tensor, weights, opts \\ []) do
    opts = keyword!(opts, axes: nil, keep_axes: false)
    tensor = Nx.to_tensor(tensor)
    weights = Nx.to_tensor(weights)
    axes = axes(tensor, opts[:axes])

    weights =
      cond do
        weights.shape == tensor.shape ->
          weights

        opts[:axes] == nil ->
          raise ArgumentError, "axes must be specified when shapes of input and weights differ"

        true ->
          spread_weights(weights, tensor.shape, axes)
      end

    dividend = Nx.multiply(tensor, weights)
    weights = Nx.broadcast(weights, tensor.shape, names: tensor.names)
    opts = [axes: axes, keep_axes: opts[:keep_axes]]
    Nx.divide(Nx.sum(dividend, opts), Nx.sum(weights, opts))
  end

  # The axes of the weights stand at those of the mean, the others have size 1.
  defp spread_weights(weights, shape, axes) do
    if tuple_size(weights.shape) != length(axes) do
      raise ArgumentError,
            "weights tensor must have rank #{length(axes)}, got rank #{tuple_size(weights.shape)}"
    end

    sizes = Enum.zip(axes, Tuple.to_list(weights.shape))

    dims =
      Enum.map(Nx.Shape.axis_list(shape), fn axis ->
        case :lists.keyfind(axis, 1, sizes) do
          {_, size} -> size
          false -> 1
        end
      end)

    Nx.reshape(weights, List.to_tuple(dims))
  end

  # --- deviations ---

  def variance(tensor, opts \\ []) do
    opts = keyword!(opts, axes: nil, ddof: 0, keep_axes: false)
    tensor = Nx.to_tensor(tensor)
    axes = axes(tensor, opts[:axes])
    mean = mean(tensor, axes: axes, keep_axes: true)
    squares = Nx.pow(Nx.subtract(tensor, mean), 2)

    Nx.sum(squares, axes: axes, keep_axes: opts[:keep_axes])
    |> Nx.divide(count(tensor.shape, axes) - opts[:ddof])
  end

  def standard_deviation(tensor, opts \\ []), do: Nx.sqrt(variance(tensor, opts))

  def covariance(tensor, mean, opts) do
    opts = keyword!(opts, ddof: 0)
    ddof = opts[:ddof]
    tensor = Nx.to_tensor(tensor)
    mean = Nx.to_tensor(mean)

    unless is_integer(ddof) and ddof >= 0 do
      raise ArgumentError, "expected ddof to be a non-negative integer, got #{ddof}"
    end

    rows = elem(tensor.shape, Nx.Shape.normalize_axis(tensor.shape, -2, tensor.names))
    mean = if mean.shape == {}, do: mean, else: Nx.new_axis(mean, -2)

    centred =
      Nx.subtract(tensor, mean) |> Nx.rename(List.duplicate(nil, tuple_size(tensor.shape)))

    other = if match?({:c, _}, centred.type), do: Nx.conjugate(centred), else: centred
    batch = Enum.to_list(0..(tuple_size(tensor.shape) - 3)//1)

    Nx.dot(centred, [-2], batch, other, [-2], batch)
    |> Nx.divide(rows - ddof)
  end

  # --- order statistics ---

  # {the tensor, the axis}: along one axis, or flattened when none is named.
  defp along(tensor, nil), do: {Nx.flatten(tensor), 0}

  defp along(tensor, axis),
    do: {tensor, Nx.Shape.normalize_axis(tensor.shape, axis, tensor.names)}

  # Takes out, or keeps, the axis of size 1 that is left of the reduced one.
  defp finish(result, axis, original, opts) do
    cond do
      opts[:axis] == nil and opts[:keep_axis] ->
        shape = List.to_tuple(List.duplicate(1, tuple_size(original.shape)))
        Nx.reshape(result, shape, names: original.names)

      opts[:keep_axis] ->
        result

      true ->
        Nx.squeeze(result, axes: [axis])
    end
  end

  def median(tensor, opts \\ []) do
    opts = keyword!(opts, axis: nil, keep_axis: false)
    original = Nx.to_tensor(tensor)
    {tensor, axis} = along(original, opts[:axis])
    sorted = Nx.sort(tensor, axis: axis)
    size = elem(tensor.shape, axis)
    half = div(size, 2)

    middle =
      if rem(size, 2) == 1 do
        Nx.slice_along_axis(sorted, half, 1, axis: axis)
      else
        low = Nx.slice_along_axis(sorted, half - 1, 1, axis: axis)
        Nx.divide(Nx.add(low, Nx.slice_along_axis(sorted, half, 1, axis: axis)), 2)
      end

    finish(middle, axis, original, opts)
  end

  # In the sorted axis the mode ends the longest run; the first of them when there are several.
  def mode(tensor, opts \\ []) do
    opts = keyword!(opts, axis: nil, keep_axis: false)
    original = Nx.to_tensor(tensor)
    {tensor, axis} = along(original, opts[:axis])
    size = elem(tensor.shape, axis)

    if size == 1 do
      finish(tensor, axis, original, opts)
    else
      sorted = Nx.sort(tensor, axis: axis)
      shape = put_elem(tensor.shape, axis, size - 1)
      left = Nx.slice_along_axis(sorted, 0, size - 1, axis: axis)
      right = Nx.slice_along_axis(sorted, 1, size - 1, axis: axis)
      place = Nx.add(Nx.iota(shape, axis: axis), 1)
      starts = Nx.select(Nx.not_equal(left, right), place, 0)
      lengths = Nx.subtract(place, Nx.cumulative_max(starts, axis: axis))
      zero = Nx.broadcast(0, put_elem(tensor.shape, axis, 1))
      lengths = Nx.concatenate([zero, Nx.rename(lengths, tensor.names)], axis: axis)
      best = Nx.argmax(lengths, axis: axis, keep_axis: true)
      finish(Nx.take_along_axis(sorted, best, axis: axis), axis, original, opts)
    end
  end

  # --- logsumexp ---

  def logsumexp(tensor, opts \\ []) do
    opts = keyword!(opts, [:axes, :exp_scaling_factor, keep_axes: false])
    tensor = Nx.to_tensor(tensor)
    axes = axes(tensor, opts[:axes])
    max = Nx.reduce_max(tensor, axes: axes, keep_axes: true)
    zero = as(Nx.to_tensor(0), max.type)
    max = Nx.Defn.Kernel.stop_grad(Nx.select(Nx.is_infinity(max), zero, max))
    exps = Nx.exp(Nx.subtract(tensor, max))
    factor = opts[:exp_scaling_factor]
    exps = if factor, do: Nx.multiply(factor, exps), else: exps
    sum = Nx.sum(exps, axes: axes, keep_axes: opts[:keep_axes])
    max = if opts[:keep_axes], do: max, else: Nx.squeeze(max, axes: axes)
    Nx.add(Nx.log(sum), max)
  end
end
