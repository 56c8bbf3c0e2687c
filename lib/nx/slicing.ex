# Nx.Slicing - parts of tensors that lie in boxes.
defmodule Nx.Slicing do
  import Nx.Shared

  # A start past the end moves back until the slice fits.
  def slice(tensor, starts, lengths, opts) do
    opts = keyword!(opts, strides: 1)
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)
    dims = Tuple.to_list(tensor.shape)

    strides =
      if is_integer(opts[:strides]),
        do: List.duplicate(opts[:strides], rank),
        else: opts[:strides]

    check_rank(starts, "start indices", rank)
    check_rank(lengths, "lengths", rank)
    check_rank(strides, "strides", rank)
    check_starts(starts)
    check_sizes(Enum.with_index(Enum.zip([dims, lengths, strides])))

    whole =
      Enum.all?(Enum.zip([starts, lengths, strides, dims]), fn {start, length, stride, dim} ->
        is_integer(start) and length == dim and stride == 1
      end)

    cond do
      whole -> tensor
      Enum.any?(starts, &vectorized?/1) -> picked(tensor, starts, lengths, strides)
      true -> sliced(tensor, dims, starts, lengths, strides)
    end
  end

  defp vectorized?(start), do: is_struct(start, Nx.Tensor) and start.vectorized_axes != []

  # Starts that differ along vectorized axes: the places are computed and taken, axis by axis.
  defp picked(tensor, starts, lengths, strides) do
    Enum.zip([starts, lengths, strides])
    |> Enum.with_index()
    |> Enum.reduce(tensor, fn {{start, length, stride}, axis}, t ->
      last = elem(tensor.shape, axis) - length
      first = Nx.min(Nx.max(start, 0), last)
      count = div(length - 1, stride) + 1
      Nx.take(t, Nx.add(first, Nx.multiply(Nx.iota({count}), stride)), axis: axis)
    end)
  end

  defp sliced(tensor, dims, starts, lengths, strides) do
    places =
      Enum.map(Enum.zip([dims, starts, lengths, strides]), fn {dim, start, length, stride} ->
        start_place(start, dim - length, stride)
      end)

    sizes = Enum.zip_with(lengths, strides, fn length, stride -> div(length - 1, stride) + 1 end)

    lift(tensor, fn t, n ->
      outer = outer_dims(t, n)
      places = Enum.map(outer, fn _ -> place(0) end) ++ places
      strides = Enum.map(outer, fn _ -> 1 end) ++ strides
      sizes = outer ++ sizes

      Cnx.Op.names(
        of_slice(t, places, sizes, strides) || part(t, places, sizes, strides),
        t.names
      )
    end)
  end

  defp part(t, places, sizes, strides),
    do: Cnx.Op.apply(:slice, [t | places], lengths: sizes, strides: strides)

  # A slice of a slice, squeezed or not, is one slice of the first tensor, as t[0][1] makes them; nil
  # where the starts of both move along one axis, which keep each part within its own whole.
  defp of_slice(t, places, sizes, strides) do
    {sliced, gone} =
      case Cnx.Expr.recorded(t) do
        {_, _, _, {:squeeze, [sliced, gone]}} -> {sliced, gone}
        _ -> {t, []}
      end

    with {:slice, [whole | first], inner, nil} <- Cnx.Expr.recorded(sliced),
         true <- Enum.all?(inner[:strides] ++ strides, &(&1 == 1)),
         boxes = Enum.zip([Tuple.to_list(whole.shape), first, inner[:lengths]]),
         {starts, lengths} <- merged(boxes, 0, gone, Enum.zip(places, sizes), []) do
      slice = part(whole, starts, lengths, Enum.map(lengths, fn _ -> 1 end))
      if gone == [], do: slice, else: Nx.squeeze(slice, axes: gone)
    else
      _ -> nil
    end
  end

  defp merged([], _axis, _gone, [], boxes), do: Enum.unzip(Enum.reverse(boxes))

  defp merged([{dim, first, length} | rest], axis, gone, outer, boxes) do
    if axis in gone do
      merged(rest, axis + 1, gone, outer, [{first, length} | boxes])
    else
      [{place, size} | outer] = outer
      a = Cnx.Expr.constant(first)
      b = Cnx.Expr.constant(place)

      start =
        cond do
          a && b -> place(a + b)
          length == dim -> place
          size == length -> first
          true -> nil
        end

      start && merged(rest, axis + 1, gone, outer, [{start, size} | boxes])
    end
  end

  defp check_rank(list, what, rank) do
    if length(list) != rank,
      do: raise(ArgumentError, "invalid #{what} rank for shape of rank #{rank}")
  end

  defp check_starts(starts) do
    Enum.each(Enum.with_index(starts), fn {start, axis} ->
      unless is_integer(start) do
        index = Nx.to_tensor(start)

        unless Nx.Type.integer?(index.type) do
          raise ArgumentError,
                "index must be integer type, got #{inspect(index.type)} for axis #{axis}"
        end

        unless index.shape == {} do
          raise ArgumentError,
                "index must be scalar, got shape #{inspect(index.shape)} for axis #{axis}"
        end
      end
    end)
  end

  defp check_sizes([]), do: :ok

  defp check_sizes([{{dim, length, stride}, axis} | rest]) do
    cond do
      not is_integer(length) or length < 1 ->
        raise ArgumentError,
              "length at axis #{axis} must be greater than or equal to 1, got: #{inspect(length)}"

      length > dim ->
        raise ArgumentError,
              "length at axis #{axis} must be less than axis size of #{dim}, got: #{length}"

      not is_integer(stride) or stride < 1 ->
        raise ArgumentError,
              "stride at axis #{axis} must be greater than or equal to 1, got: #{inspect(stride)}"

      true ->
        check_sizes(rest)
    end
  end

  defp start_place(start, last, _stride) when is_integer(start),
    do: place(Kernel.min(Kernel.max(start, 0), last))

  defp start_place(start, _last, 1), do: Nx.to_tensor(start)
  defp start_place(start, last, _stride), do: Nx.min(Nx.to_tensor(start), last)

  defp place(integer) when integer < 2_147_483_648, do: Cnx.Op.constant(integer, {:s, 32}, {})
  defp place(integer), do: Cnx.Op.constant(integer, {:s, 64}, {})

  def slice_along_axis(tensor, start, length, opts \\ []) do
    opts = keyword!(opts, strides: 1, axis: 0)
    tensor = Nx.to_tensor(tensor)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    rank = tuple_size(tensor.shape)
    ones = List.duplicate(1, rank)

    starts = List.replace_at(List.duplicate(0, rank), axis, start)
    lengths = List.replace_at(Tuple.to_list(tensor.shape), axis, length)
    slice(tensor, starts, lengths, strides: List.replace_at(ones, axis, opts[:strides]))
  end

  def put_slice(tensor, starts, slice) do
    tensor = Nx.to_tensor(tensor)
    slice = Nx.to_tensor(slice)
    rank = tuple_size(tensor.shape)
    check_rank(starts, "start indices", rank)
    check_starts(starts)

    if tuple_size(slice.shape) != rank do
      raise ArgumentError,
            "invalid slice for put_slice, rank of slice must match #{rank}, got: " <>
              "#{tuple_size(slice.shape)}"
    end

    pairs = Enum.zip(Tuple.to_list(slice.shape), Tuple.to_list(tensor.shape))

    if Enum.any?(pairs, fn {part, whole} -> part > whole end) do
      raise ArgumentError,
            "slice shape #{inspect(slice.shape)} must be less than or equal to tensor shape " <>
              inspect(tensor.shape)
    end

    places =
      Enum.map(Enum.zip(starts, pairs), fn {start, {part, whole}} ->
        start_place(start, whole - part, 1)
      end)

    names = Nx.Shape.merge_names(tensor.names, slice.names)

    lift_all([tensor, slice], fn [t, s], n ->
      front = Enum.map(outer_dims(t, n), fn _ -> place(0) end)
      type = Nx.Type.merge(t.type, s.type)

      Cnx.Op.apply(:put_slice, [as(t, type), as(s, type) | front ++ places], [])
      |> put_names(names, n)
    end)
  end

  # --- split ---

  def split(tensor, split, opts \\ []) do
    opts = keyword!(opts, axis: 0)
    tensor = Nx.to_tensor(tensor)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    size = elem(tensor.shape, axis)
    at = split_point(split, size)

    {slice_along_axis(tensor, 0, at, axis: axis),
     slice_along_axis(tensor, at, size - at, axis: axis)}
  end

  defp split_point(split, size) when is_integer(split) and split > 0 and split < size, do: split

  defp split_point(split, size) when is_integer(split) and split < 0 and split > -size,
    do: size + split

  defp split_point(split, _size) when is_integer(split) do
    raise ArgumentError,
          "split must be an integer greater than zero and less than the length of the given axis"
  end

  defp split_point(split, size) when is_float(split) do
    at = ceil(split * size)

    if split <= 0.0 or at >= size do
      raise ArgumentError,
            "split must be a float such that 0 < split and ceil(split * axis_size) < 1"
    end

    at
  end

  defp split_point(split, _size) do
    raise ArgumentError,
          "invalid split received, expected a float or an integer, got: #{inspect(split)}"
  end
end
