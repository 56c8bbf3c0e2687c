# Nx.Indexing - elements by their places, which are the elements of an integer tensor.
defmodule Nx.Indexing do
  import Nx.Shared

  defp check_integer(indices, what) do
    unless Nx.Type.integer?(indices.type) do
      raise ArgumentError,
            "indices must be an integer tensor, got #{what}#{inspect(indices.type)}"
    end
  end

  def gather(tensor, indices, opts \\ []) do
    opts = keyword!(opts, [:axes])
    tensor = Nx.to_tensor(tensor)
    indices = Nx.to_tensor(indices)
    check_integer(indices, "")
    axes = index_axes(tensor, indices, opts[:axes])
    inner = tuple_size(tensor.shape) - length(axes)
    front = Enum.drop(indices.names, -1)
    back = for {name, i} <- Enum.with_index(tensor.names), i not in axes, do: name
    kept = if inner == 0, do: front, else: front ++ back

    lift_indices([tensor, indices], axes, fn [t, i], axes, n ->
      Cnx.Op.apply(:gather, [t, i], axes: axes) |> put_names(kept, n)
    end)
  end

  defp index_axes(tensor, indices, axes) do
    rank = tuple_size(indices.shape)

    if rank == 0,
      do: raise(ArgumentError, "expected indices rank to be at least 1, got: 0")

    count = elem(indices.shape, rank - 1)

    if axes do
      axes = Nx.Shape.normalize_axes(tensor.shape, axes, tensor.names)
      if axes != Enum.sort(axes), do: raise(ArgumentError, ":axes must be an ordered list")

      if length(axes) != count do
        raise ArgumentError,
              "expected the last indices dimension size (#{count}) to match the number of axes " <>
                "(#{length(axes)})"
      end

      axes
    else
      if count > tuple_size(tensor.shape) do
        raise ArgumentError,
              "expected the last indices dimension size (#{count}) to be less than or equal to " <>
                "the tensor rank (#{tuple_size(tensor.shape)})"
      end

      Enum.to_list(0..(count - 1)//1)
    end
  end

  # Vectorized operands: each place of the vectorized axes is one more index in front.
  defp lift_indices(tensors, axes, fun) do
    lift_all(tensors, fn
      tensors, 0 ->
        fun.(tensors, axes, 0)

      [target, indices | rest], n ->
        rank = tuple_size(indices.shape)
        shape = put_elem(indices.shape, rank - 1, 1)

        fronts = Enum.map(0..(n - 1)//1, fn axis -> Nx.Shared.iota(shape, axis, indices.type) end)

        places = Cnx.Op.apply(:concatenate, fronts ++ [indices], axis: rank - 1)
        all = Enum.to_list(0..(n - 1)//1) ++ Enum.map(axes, &(&1 + n))
        fun.([target, places | rest], all, n)
    end)
  end

  def take(tensor, indices, opts \\ []) do
    opts = keyword!(opts, axis: 0)
    tensor = Nx.to_tensor(tensor)
    indices = Nx.to_tensor(indices)
    check_integer(indices, "")
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    rank = tuple_size(indices.shape)
    {before, [name | behind]} = Enum.split(tensor.names, axis)

    named =
      if rank == 1,
        do: [Nx.Shape.merge_name(name, hd(indices.names), axis, 0)],
        else: indices.names

    column = Nx.new_axis(indices, -1)

    block(%Nx.Block.Take{axis: axis}, [tensor, indices], fn ->
      lift_indices([tensor, column], [axis], fn [t, i], axes, n ->
        Cnx.Op.apply(:gather, [t, i], axes: axes)
        |> moved(n, rank, axis)
        |> put_names(before ++ named ++ behind, n)
      end)
    end)
  end

  # The axes of the indices, which gather puts in front, back to where the axis was.
  defp moved(t, _n, 0, _axis), do: t
  defp moved(t, _n, _rank, 0), do: t

  defp moved(t, n, rank, axis) do
    total = tuple_size(t.shape)
    outer = Enum.to_list(0..(n - 1)//1)
    mine = Enum.to_list(n..(n + rank - 1)//1)
    {front, back} = Enum.split(Enum.to_list((n + rank)..(total - 1)//1), axis)
    Cnx.Op.apply(:transpose, [t], axes: outer ++ front ++ mine ++ back)
  end

  def take_along_axis(tensor, indices, opts \\ []) do
    opts = keyword!(opts, axis: 0)
    tensor = Nx.to_tensor(tensor)
    indices = Nx.to_tensor(indices)
    check_integer(indices, "")
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    check_along(tensor.shape, indices.shape, axis)
    rank = tuple_size(indices.shape)

    places =
      lift(indices, fn i, n ->
        shape = Tuple.insert_at(i.shape, n + rank, 1)

        columns =
          Enum.map(0..(rank - 1)//1, fn
            ^axis -> reshape_to(i, shape)
            other -> Nx.Shared.iota(shape, other + n, i.type)
          end)

        if rank == 1,
          do: no_names(hd(columns)),
          else: Cnx.Op.apply(:concatenate, columns, axis: n + rank)
      end)

    block(%Nx.Block.TakeAlongAxis{axis: axis}, [tensor, indices], fn ->
      gather(tensor, places) |> Nx.rename(tensor.names)
    end)
  end

  defp check_along(shape, indices, axis) do
    dims = List.replace_at(Enum.map(Tuple.to_list(shape), &Integer.to_string/1), axis, "*")
    expected = "Expected {#{Enum.join(dims, ", ")}}, got: #{inspect(indices)}"

    if tuple_size(shape) != tuple_size(indices) do
      raise ArgumentError, "shapes must have the same number of dimensions. #{expected}"
    end

    if put_elem(shape, axis, 1) != put_elem(indices, axis, 1) do
      raise ArgumentError, "non-indexing dimensions must match. #{expected}"
    end
  end

  # --- updates ---

  def indexed_add(target, indices, updates, opts \\ []),
    do: indexed(:indexed_add, target, indices, updates, opts)

  def indexed_put(target, indices, updates, opts \\ []),
    do: indexed(:indexed_put, target, indices, updates, opts)

  defp indexed(op, target, indices, updates, opts) do
    opts = keyword!(opts, [:axes])
    target = Nx.to_tensor(target)
    indices = Nx.to_tensor(indices)
    updates = Nx.to_tensor(updates)
    check_integer(indices, "type: ")
    rank = tuple_size(indices.shape)
    if rank > 2, do: raise(ArgumentError, "indices must be a rank 1 or 2 tensor, got: #{rank}")
    axes = update_axes(target, indices, opts[:axes])

    {indices, updates} =
      if rank == 1,
        do: {Nx.new_axis(indices, 0), Nx.new_axis(updates, 0)},
        else: {indices, updates}

    check_updates(target.shape, indices.shape, updates.shape, axes)
    names = target.names

    lift_all([target, indices, updates], fn
      [t, i, u], 0 ->
        type = Nx.Type.merge(t.type, u.type)
        Cnx.Op.apply(op, [as(t, type), i, as(u, type)], axes: axes) |> put_names(names, 0)

      [t, i, u], n ->
        type = Nx.Type.merge(t.type, u.type)
        {i, u} = flat_updates(i, u, n)
        all = Enum.to_list(0..(n - 1)//1) ++ Enum.map(axes, &(&1 + n))
        Cnx.Op.apply(op, [as(t, type), i, as(u, type)], axes: all) |> put_names(names, n)
    end)
  end

  # One row of indices a place of the vectorized axes and an update.
  defp flat_updates(indices, updates, n) do
    rank = tuple_size(indices.shape)
    count = elem(indices.shape, rank - 1)
    shape = put_elem(indices.shape, rank - 1, 1)
    fronts = Enum.map(0..(n - 1)//1, &Nx.Shared.iota(shape, &1, indices.type))
    places = Cnx.Op.apply(:concatenate, fronts ++ [indices], axis: rank - 1)
    rows = Enum.product(Enum.take(Tuple.to_list(indices.shape), n + 1))
    rest = Enum.drop(Tuple.to_list(updates.shape), n + 1)
    {reshape_to(places, {rows, n + count}), reshape_to(updates, List.to_tuple([rows | rest]))}
  end

  defp update_axes(_target, indices, nil) do
    rank = tuple_size(indices.shape)
    if rank == 0, do: raise(ArgumentError, "expected indices rank to be at least 1, got: 0")
    Enum.to_list(0..(elem(indices.shape, rank - 1) - 1)//1)
  end

  defp update_axes(target, indices, axes), do: index_axes(target, indices, axes)

  defp check_updates(target, indices, updates, axes) do
    if elem(indices, 0) != elem(updates, 0) do
      raise ArgumentError,
            "expected the leading axis of indices (#{inspect(indices)}) and leading axis of " <>
              "updates (#{inspect(updates)}) to match"
    end

    if tuple_size(target) != tuple_size(updates) + elem(indices, 1) - 1 do
      raise ArgumentError,
            "expected the rank of the input (#{tuple_size(target)}) to be equal to the rank of " <>
              "the updates (#{tuple_size(updates)}) plus the trailing axis of indices " <>
              "(#{inspect(indices)}) minus one"
    end

    others = Enum.reject(Nx.Shape.axis_list(target), &(&1 in axes))

    Enum.each(Enum.with_index(others, 1), fn {axis, at} ->
      if elem(updates, at) > elem(target, axis) do
        raise ArgumentError,
              "axis (#{at}) of updates (#{inspect(updates)}) must be less than or equal to the " <>
                "axis (#{axis}) of #{inspect(target)})"
      end
    end)
  end
end
