# Nx.Shaping - the same elements under another shape.
defmodule Nx.Shaping do
  import Nx.Shared

  def reshape(tensor, shape, opts \\ []) do
    opts = keyword!(opts, [:names])
    tensor = Nx.to_tensor(tensor)
    new_shape = new_shape(tensor, shape)

    names =
      if opts[:names] == nil and is_struct(shape, Nx.Tensor), do: shape.names, else: opts[:names]

    names = Nx.Shape.named_axes!(names, new_shape)

    if Nx.Shape.size(tensor.shape) != Nx.Shape.size(new_shape),
      do: refuse_reshape(tensor.shape, new_shape)

    lift(tensor, fn t, n ->
      reshape_to(t, List.to_tuple(outer_dims(t, n) ++ Tuple.to_list(new_shape)))
      |> put_names(names, n)
    end)
  end

  defp refuse_reshape(shape, new_shape) do
    raise ArgumentError,
          "cannot reshape, current shape #{inspect(shape)} is not compatible with new shape " <>
            inspect(new_shape)
  end

  # :auto stands for what is left over by the other dimensions.
  defp new_shape(tensor, shape) when is_tuple(shape) do
    dims = Tuple.to_list(shape)

    case Enum.count(dims, &(&1 == :auto)) do
      0 ->
        shape

      1 ->
        known = Enum.reject(dims, &(&1 == :auto))
        rest = div(Nx.Shape.size(tensor.shape), Enum.product(known))
        if rest == 0, do: refuse_reshape(tensor.shape, List.to_tuple(known))
        List.to_tuple(Enum.map(dims, &if(&1 == :auto, do: rest, else: &1)))

      _ ->
        raise ArgumentError,
              "only a single :auto dimension is allowed in reshape, got: #{inspect(shape)}"
    end
  end

  defp new_shape(_tensor, shape), do: Nx.shape(shape)

  def rename(tensor, names) do
    tensor = Nx.to_tensor(tensor)
    names = Nx.Shape.named_axes!(names, tensor.shape)
    lift(tensor, fn t, n -> put_names(t, names, n) end)
  end

  def flatten(tensor, opts \\ []) do
    opts = keyword!(opts, [:axes])
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)

    if opts[:axes] do
      axes = Enum.sort(Nx.Shape.normalize_axes(tensor.shape, opts[:axes], tensor.names))
      flatten_axes(tensor, axes)
    else
      flatten_axes(tensor, Enum.to_list(0..(rank - 1)//1))
    end
  end

  defp flatten_axes(tensor, []), do: reshape(tensor, {:auto})

  defp flatten_axes(tensor, axes) do
    first = hd(axes)
    last = List.last(axes)

    if last - first + 1 != length(axes),
      do: raise(ArgumentError, "flatten axes must be consecutive")

    {front, rest} = Enum.split(Tuple.to_list(tensor.shape), first)
    {middle, back} = Enum.split(rest, length(axes))
    {names, rest} = Enum.split(tensor.names, first)

    reshape(tensor, List.to_tuple(front ++ [Enum.product(middle)] ++ back),
      names: names ++ [nil] ++ Enum.drop(rest, length(axes))
    )
  end

  def squeeze(tensor, opts \\ []) do
    opts = keyword!(opts, [:axes])
    tensor = Nx.to_tensor(tensor)
    dims = Tuple.to_list(tensor.shape)

    axes =
      if opts[:axes],
        do: Nx.Shape.normalize_axes(tensor.shape, opts[:axes], tensor.names),
        else: for({1, axis} <- Enum.with_index(dims), do: axis)

    Enum.each(axes, fn axis ->
      size = elem(tensor.shape, axis)

      if size != 1 do
        raise ArgumentError,
              "cannot squeeze dimensions whose sizes are not 1, got #{size} for dimension #{axis}"
      end
    end)

    kept =
      for {pair, axis} <- Enum.with_index(Enum.zip(dims, tensor.names)),
          axis not in axes,
          do: pair

    {dims, names} = Enum.unzip(kept)
    squeezed = fn -> reshape(tensor, List.to_tuple(dims), names: names) end
    n = length(tensor.vectorized_axes)
    plain = Cnx.Tensor.devectorize(tensor)

    if axes == [] do
      squeezed.()
    else
      called(:squeeze, squeeze_of(plain, Enum.map(axes, &(&1 + n))), squeezed)
    end
  end

  # What is squeezed after all, and its axes: a squeeze of a squeezed tensor is one.
  defp squeeze_of(tensor, axes) do
    case Cnx.Expr.recorded(tensor) do
      {_, _, _, {:squeeze, [first, gone]}} ->
        rest = Enum.to_list(0..(tuple_size(first.shape) - 1)) -- gone
        [first, Enum.sort(gone ++ Enum.map(axes, &Enum.at(rest, &1)))]

      _ ->
        [tensor, axes]
    end
  end

  def new_axis(tensor, axis, name) do
    tensor = Nx.to_tensor(tensor)
    at = new_axis_position(tensor.shape, axis)
    shape = Tuple.insert_at(tensor.shape, at, 1)
    reshape(tensor, shape, names: List.insert_at(tensor.names, at, name))
  end

  def new_axis_position(shape, axis) do
    rank = tuple_size(shape)

    cond do
      axis >= 0 and axis <= rank ->
        axis

      axis < 0 and axis >= -rank - 1 ->
        axis + rank + 1

      true ->
        raise ArgumentError,
              "new axis position for shape #{inspect(shape)} must be a number between " <>
                "#{-rank - 1} and #{rank}, got: #{axis}"
    end
  end

  # --- broadcast ---

  def broadcast(tensor, shape, opts \\ []) do
    opts = keyword!(opts, [:axes, :names])
    tensor = Nx.to_tensor(tensor)
    to = Nx.shape(shape)

    names =
      cond do
        opts[:names] -> opts[:names]
        is_struct(shape, Nx.Tensor) -> shape.names
        true -> nil
      end

    names = Nx.Shape.named_axes!(names, to)

    axes =
      if opts[:axes],
        do: Nx.Shape.normalize_axes(to, opts[:axes], tensor.names),
        else: Nx.Shape.broadcast_axes(tensor.shape, to)

    lift(tensor, fn t, n ->
      check_axes(inner_shape(t, n), to, axes)
      target = List.to_tuple(outer_dims(t, n) ++ Tuple.to_list(to))
      axes = Enum.to_list(0..(n - 1)//1) ++ Enum.map(axes, &(&1 + n))
      put_names(spread(t, target, axes), names, n)
    end)
  end

  # The plain tensor with its axes at these places of the shape.
  def spread(%{shape: shape} = t, shape, _axes), do: t
  def spread(t, shape, axes), do: Cnx.Op.apply(:broadcast, [t], shape: shape, axes: axes)

  defp check_axes(from, to, axes) do
    if length(axes) != tuple_size(from) do
      raise ArgumentError,
            "expected length of axes (#{length(axes)}) to match rank of shape " <>
              "(#{tuple_size(from)})"
    end

    Enum.reduce(axes, -1, fn axis, last ->
      if axis <= last do
        raise ArgumentError, "broadcast axes must be ordered, got #{axis} after #{last}"
      end

      axis
    end)

    fits =
      Enum.all?(Enum.zip(Tuple.to_list(from), axes), fn {dim, axis} ->
        dim == 1 or dim == elem(to, axis)
      end)

    unless fits do
      raise ArgumentError,
            "cannot broadcast tensor of dimensions #{inspect(from)} to #{inspect(to)} " <>
              "with axes #{inspect(axes)}"
    end
  end

  # --- order ---

  def transpose(tensor, opts \\ []) do
    opts = keyword!(opts, [:axes])
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)

    axes =
      if opts[:axes],
        do: Nx.Shape.normalize_axes(tensor.shape, opts[:axes], tensor.names),
        else: Enum.to_list((rank - 1)..0//-1)

    if length(axes) != rank do
      raise ArgumentError,
            "expected length of permutation (#{length(axes)}) to match rank of shape (#{rank})"
    end

    names = Enum.map(axes, &Enum.at(tensor.names, &1))

    if axes == Enum.to_list(0..(rank - 1)//1) do
      tensor
    else
      lift(tensor, fn t, n ->
        order = Enum.to_list(0..(n - 1)//1) ++ Enum.map(axes, &(&1 + n))
        Cnx.Op.apply(:transpose, [t], axes: order) |> put_names(names, n)
      end)
    end
  end

  def reverse(tensor, opts \\ []) do
    opts = keyword!(opts, [:axes])
    tensor = Nx.to_tensor(tensor)

    axes =
      if opts[:axes],
        do: Nx.Shape.normalize_axes(tensor.shape, opts[:axes], tensor.names),
        else: Nx.Shape.axis_list(tensor.shape)

    if axes == [] do
      tensor
    else
      lift(tensor, fn t, n ->
        Cnx.Op.apply(:reverse, [t], axes: Enum.sort(Enum.map(axes, &(&1 + n))))
        |> Cnx.Op.names(t.names)
      end)
    end
  end

  # --- tile ---

  def tile(tensor, repetitions) do
    tensor = Nx.to_tensor(tensor)

    unless is_list(repetitions) and Enum.all?(repetitions, &(is_integer(&1) and &1 >= 1)) do
      raise ArgumentError,
            "repetitions must be a list of integers, got: #{inspect(repetitions)}"
    end

    repeat(tensor, repetitions)
  end

  defp repeat(tensor, []), do: tensor

  defp repeat(tensor, repetitions) do
    shape = Nx.Shape.tile(tensor.shape, repetitions)
    rank = tuple_size(shape)
    missing = rank - tuple_size(tensor.shape)
    repetitions = List.duplicate(1, rank - length(repetitions)) ++ repetitions
    dims = List.duplicate(1, missing) ++ Tuple.to_list(tensor.shape)

    lift(tensor, fn t, n ->
      outer = outer_dims(t, n)
      pairs = Enum.flat_map(Enum.zip(repetitions, dims), fn {r, d} -> [r, d] end)
      wide = List.to_tuple(outer ++ pairs)
      axes = Enum.to_list(0..(n - 1)//1) ++ Enum.map(0..(rank - 1)//1, &(n + 2 * &1 + 1))

      reshape_to(t, List.to_tuple(outer ++ dims))
      |> spread(wide, axes)
      |> reshape_to(List.to_tuple(outer ++ Tuple.to_list(shape)))
      |> no_names()
    end)
  end
end
