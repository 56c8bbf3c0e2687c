# Nx.Systems - linear systems and what follows from decompositions: solve, invert, determinant,
# rank, pseudo-inverse, least squares.
defmodule Nx.Systems do
  import Nx.Shared
  import Nx.Decomposition, only: [real!: 2, square?: 1]

  # --- solve ---

  def solve(a, b) do
    a = Nx.to_tensor(a)
    b = Nx.to_tensor(b)

    unless square?(a.shape) do
      raise ArgumentError,
            "`a` tensor has incompatible dimensions, expected a square matrix or a batch of " <>
              "square matrices, got: #{inspect(a.shape)}"
    end

    check_sides(a.shape, b.shape)
    lift_all([a, b], fn [a, b], _ -> Cnx.Op.apply(:solve, [a, b], []) end)
  end

  defp check_sides(a, b) do
    dims = Tuple.to_list(a)
    vectors = Enum.take(dims, length(dims) - 1)

    unless Tuple.to_list(b) == vectors or
             (tuple_size(b) == tuple_size(a) and
                Enum.take(Tuple.to_list(b), length(vectors)) == vectors) do
      matrices = if length(dims) == 2, do: a, else: List.to_tuple(vectors ++ ["m"])

      raise ArgumentError,
            "`b` tensor has incompatible dimensions, expected #{inspect(matrices)} or " <>
              "#{inspect(List.to_tuple(vectors))}, got: #{inspect(b)}"
    end
  end

  # --- inverse ---

  def invert(tensor) do
    tensor = Nx.to_tensor(tensor)

    unless square?(tensor.shape) do
      raise ArgumentError,
            "invert/1 expects a square matrix or a batch of square matrices, got tensor with " <>
              "shape: #{inspect(tensor.shape)}"
    end

    lift(tensor, fn t, _ -> invert_plain(no_names(t)) end)
  end

  # A singular matrix, for which the unit matrix stands in, has an inverse of NaN.
  defp invert_plain(t) do
    type = Nx.Type.to_floating(t.type)
    unit = Nx.eye(t.shape, type: type)
    singular = Nx.equal(extent(t), 0) |> outer_axes() |> Nx.broadcast(t.shape)
    inverse = Cnx.Op.apply(:solve, [Nx.select(singular, unit, as(t, type)), unit], [])
    Nx.select(singular, as(Nx.tensor(:nan), Nx.type(Nx.real(inverse))), inverse)
  end

  # A number a matrix, to stand beside the matrices.
  defp outer_axes(t), do: reshape_to(t, List.to_tuple(Tuple.to_list(t.shape) ++ [1, 1]))

  # --- determinant ---

  def determinant(tensor) do
    tensor = Nx.to_tensor(tensor)

    unless square?(tensor.shape) do
      raise ArgumentError,
            "determinant/1 expects a square tensor, got tensor with shape: " <>
              inspect(Enum.take(Tuple.to_list(tensor.shape), -2))
    end

    lift(tensor, fn t, _ ->
      block(%Nx.Block.LinAlg.Determinant{}, [t], fn -> determinant_plain(no_names(t)) end)
    end)
  end

  defp determinant_plain(t) do
    case elem(t.shape, tuple_size(t.shape) - 1) do
      1 -> as(at(t, 0, 0), Nx.Type.to_floating(t.type))
      n when n <= 3 -> expand(as(t, wide(t.type)), n) |> as(Nx.Type.to_floating(t.type))
      _ -> by_lu(t)
    end
  end

  # The determinant but for its sign.
  defp extent(t) do
    last = tuple_size(t.shape) - 1
    if elem(t.shape, last) <= 3, do: determinant_plain(t), else: diagonal_product(t)
  end

  defp diagonal_product(t) do
    {_p, _l, u} = Cnx.Op.apply(:lu, [t], [])
    Nx.product(Nx.take_diagonal(u), axes: [tuple_size(t.shape) - 2])
  end

  defp wide({kind, bits}) when kind in [:u, :s] and bits < 32, do: {kind, 32}
  defp wide(type), do: type

  defp expand(t, 2) do
    Nx.subtract(
      Nx.multiply(at(t, 0, 0), at(t, 1, 1)),
      Nx.multiply(at(t, 0, 1), at(t, 1, 0))
    )
  end

  # The diagonals that fall to the right, and those that fall to the left.
  defp expand(t, 3) do
    diagonals = fn step ->
      for start <- 0..2 do
        for(row <- 0..2, do: at(t, row, rem(start + step * row, 3)))
        |> Enum.reduce(&Nx.multiply(&2, &1))
      end
      |> Enum.reduce(&Nx.add(&2, &1))
    end

    Nx.subtract(diagonals.(1), diagonals.(2))
  end

  # Element (i, j) of every matrix.
  defp at(t, i, j) do
    rank = tuple_size(t.shape)
    batch = Enum.take(Tuple.to_list(t.shape), rank - 2)
    starts = for x <- List.duplicate(0, rank - 2) ++ [i, j], do: Cnx.Op.constant(x, {:s, 64}, {})

    Cnx.Op.apply(:slice, [t | starts],
      lengths: batch ++ [1, 1],
      strides: List.duplicate(1, rank)
    )
    |> reshape_to(List.to_tuple(batch))
  end

  # The product of u's diagonal, negative where p swaps an odd number of pairs.
  defp by_lu(t) do
    {p, _l, u} = Cnx.Op.apply(:lu, [t], [])
    last = tuple_size(t.shape) - 2
    size = elem(t.shape, last)
    places = Nx.argmax(Nx.real(p), axis: -1, type: {:s, 64})
    earlier = Nx.tri(size, size, k: -1)
    crossed = Nx.less(Nx.new_axis(places, -1), Nx.new_axis(places, -2))
    swaps = Nx.sum(Nx.logical_and(crossed, earlier), axes: [-2, -1])
    odd = Nx.equal(Nx.remainder(swaps, 2), 1)
    product = Nx.product(Nx.take_diagonal(u), axes: [last])
    Nx.select(odd, Nx.negate(product), product)
  end

  # --- singular values ---

  def matrix_rank(tensor, opts) do
    opts = keyword!(opts, eps: 1.0e-7)
    tensor = real!(Nx.to_tensor(tensor), "matrix_rank/2")
    rank = tuple_size(tensor.shape)

    if rank != 2 do
      raise ArgumentError,
            "tensor must have rank 2, got rank #{rank} with shape #{inspect(tensor.shape)}"
    end

    {_, values, _} = Nx.LinAlg.svd(tensor, full_matrices?: false)
    size = Enum.max(Tuple.to_list(tensor.shape))
    least = Nx.multiply(Nx.reduce_max(values), opts[:eps] * size)
    Nx.sum(Nx.greater(values, least))
  end

  # The reciprocals of what is above eps, else 0.
  defp reciprocals(values, eps) do
    large = Nx.greater(values, eps)
    Nx.select(large, Nx.divide(1, Nx.select(large, values, 1)), 0)
  end

  def pinv(tensor, opts) do
    opts = keyword!(opts, eps: 1.0e-10)
    tensor = Nx.to_tensor(tensor)
    eps = opts[:eps]

    case tuple_size(tensor.shape) do
      rank when rank < 2 ->
        size = Nx.sum(Nx.pow(Nx.abs(tensor), 2))
        is_zero = Nx.less_equal(Nx.reduce_max(Nx.abs(tensor)), eps)
        inverse = Nx.divide(conjugate(tensor), Nx.select(is_zero, 1, size))
        Nx.select(is_zero, 0, inverse)

      _ ->
        lift(tensor, fn t, _ -> pinv_plain(no_names(t), eps) end)
    end
  end

  defp conjugate(%{type: {:c, _}} = t), do: Nx.conjugate(t)
  defp conjugate(t), do: t

  defp pinv_plain(t, eps) do
    {u, values, vt} = Nx.LinAlg.svd(t, full_matrices?: false)
    scaled = Nx.multiply(Nx.LinAlg.adjoint(vt), Nx.new_axis(reciprocals(values, eps), -2))
    rank = tuple_size(t.shape)
    batch = Enum.to_list(0..(rank - 3)//1)
    Nx.dot(scaled, [rank - 1], batch, Nx.LinAlg.adjoint(u), [rank - 2], batch)
  end

  def least_squares(a, b, opts) do
    opts = keyword!(opts, eps: 1.0e-10)
    a = real!(Nx.to_tensor(a), "least_squares/2")
    b = real!(Nx.to_tensor(b), "least_squares/2")
    check_rank(a, "1st", 2)
    check_rank(b, "2nd", 1)

    if elem(a.shape, 0) != elem(b.shape, 0) do
      raise ArgumentError,
            "the number of rows of the matrix as the 1st argument and the number of columns of " <>
              "the vector as the 2nd argument must be the same, got 1st argument shape " <>
              "#{inspect(a.shape)} and 2nd argument shape #{inspect(b.shape)}"
    end

    Nx.dot(pinv(a, opts), b)
  end

  defp check_rank(tensor, which, rank) do
    if tuple_size(tensor.shape) != rank do
      raise ArgumentError,
            "tensor of #{which} argument must have rank #{rank}, got rank " <>
              "#{tuple_size(tensor.shape)} with shape #{inspect(tensor.shape)}"
    end
  end
end
