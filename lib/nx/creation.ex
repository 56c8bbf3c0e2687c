# Nx.Creation - tensors made from a shape: counters, diagonals, triangles, even steps.
defmodule Nx.Creation do
  import Nx.Shared

  def iota(shape, opts \\ []) do
    opts = keyword!(opts, [:axis, :names, :backend, :vectorized_axes, type: {:s, 32}])
    shape = creation_shape(shape)
    names = Nx.Shape.named_axes!(opts[:names], shape)
    type = Nx.Type.normalize!(opts[:type])
    axis = if opts[:axis] != nil, do: Nx.Shape.normalize_axis(shape, opts[:axis], names), else: -1

    Nx.Backend.create(:iota, [if(axis >= 0, do: axis)], opts[:backend], fn ->
      Nx.Shared.iota(shape, axis, type) |> Cnx.Op.names(names)
    end)
    |> repeated(opts[:vectorized_axes])
  end

  defp creation_shape(%{vectorized_axes: _}),
    do: raise(ArgumentError, "vectorization is only supported for shape inputs")

  defp creation_shape(shape), do: Nx.shape(shape)

  # The tensor once for each place of the vectorized axes.
  defp repeated(tensor, axes) when axes in [nil, []], do: tensor

  defp repeated(tensor, axes) do
    sizes = for {_, size} <- axes, do: size
    shape = List.to_tuple(sizes ++ Tuple.to_list(tensor.shape))

    broadcast_to(tensor, shape)
    |> put_names(tensor.names, length(axes))
    |> vectors(axes)
  end

  def eye(size, opts \\ [])
  def eye(size, opts) when is_integer(size) and size > 0, do: eye({size, size}, opts)

  def eye(size, opts) do
    opts = keyword!(opts, [:names, :backend, :vectorized_axes, type: {:s, 32}])
    shape = if is_integer(size), do: {}, else: Nx.shape(size)
    type = Nx.Type.normalize!(opts[:type])
    rank = tuple_size(shape)

    if rank < 2 do
      raise ArgumentError,
            "eye/2 expects a shape with at least 2 dimensions or an integer, got: #{inspect(shape)}"
    end

    names = Nx.Shape.named_axes!(opts[:names], shape)
    [rows, columns] = Enum.take(Tuple.to_list(shape), -2)

    Nx.Backend.create(:eye, [], opts[:backend], fn ->
      called(:eye, [], fn ->
        places(rows, columns, 0, :equal) |> as(type) |> broadcast_to(shape)
      end)
      |> Cnx.Op.names(names)
    end)
    |> repeated(opts[:vectorized_axes])
  end

  # 1 where row + offset stands in this relation to the column.
  defp places(rows, columns, offset, relation) do
    row = Nx.add(Nx.Shared.iota({rows, 1}, 0, {:s, 32}), offset)
    Cnx.Op.map(relation, [row, Nx.Shared.iota({1, columns}, 1, {:s, 32})])
  end

  def tri(rows, columns, opts \\ []) do
    opts = keyword!(opts, k: 0)
    places(rows, columns, opts[:k], :greater_equal)
  end

  def tril(tensor, opts \\ []), do: triangle(tensor, opts, "tril", :greater_equal)
  def triu(tensor, opts \\ []), do: triangle(tensor, opts, "triu", :less_equal)

  defp triangle(tensor, opts, function, relation) do
    opts = keyword!(opts, k: 0)
    tensor = Nx.to_tensor(tensor)

    if tuple_size(tensor.shape) < 2 do
      raise ArgumentError,
            "#{function}/2 expects a tensor with at least 2 dimensions, got: #{inspect(tensor)}"
    end

    lift(tensor, fn t, _ ->
      [rows, columns] = Enum.take(Tuple.to_list(t.shape), -2)
      chosen = broadcast_to(places(rows, columns, opts[:k], relation), t.shape)
      zero = Cnx.Op.constant(0, t.type, t.shape)
      Cnx.Op.map(:select, [chosen, t, zero]) |> Cnx.Op.names(t.names)
    end)
  end

  # --- diagonals ---

  def take_diagonal(tensor, opts \\ []) do
    opts = keyword!(opts, offset: 0)
    tensor = Nx.to_tensor(tensor)
    Nx.Shape.take_diagonal(tensor.shape)
    rank = tuple_size(tensor.shape)
    indices = diagonal_indices(tensor.shape, opts[:offset])
    lift(tensor, fn t, n -> gathered(t, indices, n + rank) end)
  end

  # The elements of the last two axes at these places, as the last axis.
  defp gathered(t, indices, rank) do
    front = Enum.to_list(0..(rank - 3)//1)
    order = [rank - 2, rank - 1 | front]
    columns = Cnx.Op.apply(:transpose, [t], axes: order)
    picked = Cnx.Op.apply(:gather, [columns, indices], axes: [0, 1])
    Cnx.Op.apply(:transpose, [picked], axes: Enum.map(front, &(&1 + 1)) ++ [0])
  end

  # The places of a diagonal's elements: a row of {row, column} for each.
  defp diagonal_indices(shape, offset) do
    {down, right, length} = Nx.Shape.take_diagonal(shape, offset)
    steps = Nx.Shared.iota({length, 2}, 0, {:s, 32})
    column = Nx.Shared.iota({length, 2}, 1, {:s, 32})
    Nx.add(steps, Nx.add(Nx.multiply(Nx.subtract(1, column), down), Nx.multiply(column, right)))
  end

  def make_diagonal(tensor, opts \\ []) do
    opts = keyword!(opts, offset: 0)
    tensor = Nx.to_tensor(tensor)
    offset = opts[:offset]

    {length} = Nx.Shape.make_diagonal(tensor.shape)
    size = length + Kernel.abs(offset)

    lift(tensor, fn t, n ->
      down = Kernel.max(-offset, 0)
      right = Kernel.max(offset, 0)
      shape = List.to_tuple(outer_dims(t, n) ++ [length, length])
      spread = Nx.Shaping.spread(t, shape, Enum.to_list(0..n//1))
      zero = Cnx.Op.constant(0, t.type, {})
      none = Enum.map(1..n//1, fn _ -> 0 end)

      square =
        Cnx.Op.map(:select, [
          broadcast_to(places(length, length, 0, :equal), shape),
          spread,
          Cnx.Op.constant(0, t.type, shape)
        ])

      Cnx.Op.apply(:pad, [square, zero],
        low: none ++ [down, right],
        high: none ++ [size - length - down, size - length - right],
        interior: none ++ [0, 0]
      )
    end)
  end

  def put_diagonal(tensor, diagonal, opts \\ []) do
    opts = keyword!(opts, offset: 0)
    tensor = Nx.to_tensor(tensor)
    diagonal = Nx.to_tensor(diagonal)
    Nx.Shape.put_diagonal(tensor.shape, diagonal.shape, opts[:offset])
    Nx.indexed_put(tensor, diagonal_indices(tensor.shape, opts[:offset]), diagonal)
  end

  # --- even steps ---

  def linspace(start, stop, opts \\ []) do
    opts = keyword!(opts, [:n, :name, type: {:f, 32}, endpoint: true])
    n = opts[:n]
    type = Nx.Type.normalize!(opts[:type])

    unless is_integer(n) and n > 0 do
      raise ArgumentError, "expected n to be a non-negative integer, got: #{inspect(n)}"
    end

    [start, stop] = Nx.Vectors.reshape_vectors([start, stop], align_ranks: false)

    if start.shape != stop.shape do
      raise ArgumentError,
            "expected start and stop to have the same shape. Got shapes " <>
              "#{inspect(start.shape)} and #{inspect(stop.shape)}"
    end

    wide = Nx.Type.to_floating(Nx.Type.merge(Nx.Type.merge(start.type, stop.type), type))
    start = Nx.as_type(start, wide)
    stop = Nx.as_type(stop, wide)
    steps = if opts[:endpoint], do: Kernel.max(n - 1, 1), else: n
    step = Nx.divide(Nx.subtract(stop, start), steps)
    rank = tuple_size(start.shape)
    count = iota({n}, names: [opts[:name]], type: type)

    Nx.add(Nx.multiply(count, Nx.new_axis(step, rank)), Nx.new_axis(start, rank))
    |> Nx.as_type(type)
  end
end
