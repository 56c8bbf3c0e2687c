# Nx.LinAlg - linear algebra. Norms and powers are here, the decompositions in Nx.Decomposition,
# what is solved with them in Nx.Systems.
defmodule Nx.LinAlg do
  import Nx.Shared

  # --- decompositions and systems ---

  def triangular_solve(a, b, opts \\ []), do: Nx.Decomposition.triangular_solve(a, b, opts)
  defdelegate cholesky(tensor), to: Nx.Decomposition
  defdelegate lu(tensor), to: Nx.Decomposition
  def qr(tensor, opts \\ []), do: Nx.Decomposition.qr(tensor, opts)
  def eigh(tensor, opts \\ []), do: Nx.Decomposition.eigh(tensor, opts)
  def svd(tensor, opts \\ []), do: Nx.Decomposition.svd(tensor, opts)
  defdelegate solve(a, b), to: Nx.Systems
  defdelegate invert(tensor), to: Nx.Systems
  defdelegate determinant(tensor), to: Nx.Systems
  def matrix_rank(tensor, opts \\ []), do: Nx.Systems.matrix_rank(tensor, opts)
  def pinv(tensor, opts \\ []), do: Nx.Systems.pinv(tensor, opts)
  def least_squares(a, b, opts \\ []), do: Nx.Systems.least_squares(a, b, opts)

  def adjoint(tensor) do
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)
    conjugate = fn t -> if match?({:c, _}, t.type), do: Nx.conjugate(t), else: t end

    if rank < 2 do
      conjugate.(tensor)
    else
      front = Enum.to_list(0..(rank - 3)//1)
      conjugate.(Nx.transpose(tensor, axes: front ++ [rank - 1, rank - 2]))
    end
  end

  # --- norm ---

  def norm(tensor, opts \\ []) do
    opts = keyword!(opts, [:ord, :axes, keep_axes: false])
    _ = Nx.shape(tensor)
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)

    unless rank in [1, 2] do
      raise ArgumentError,
            "expected 1-D or 2-D tensor, got tensor with shape #{inspect(tensor.shape)}"
    end

    axes = Nx.Aggregation.axes(tensor, opts[:axes])
    ord = opts[:ord]
    keep = opts[:keep_axes]

    cond do
      ord == :nuclear and rank != 2 ->
        raise ArgumentError, "nuclear norm not supported for rank != 2"

      ord == :frobenius and rank == 1 ->
        raise ArgumentError, "expected a 2-D tensor for ord: :frobenius, got a 1-D tensor"

      not (ord == nil or is_integer(ord) or ord in [:inf, :neg_inf, :frobenius, :nuclear]) ->
        raise ArgumentError, "unknown ord #{inspect(ord)}"

      ord in [nil, :frobenius] ->
        power_norm(tensor, 2, axes, keep)

      ord == :nuclear ->
        Nx.sum(singular(tensor))

      length(axes) == 1 ->
        vector_norm(tensor, ord, axes, keep)

      true ->
        matrix_norm(tensor, ord, axes, keep)
    end
  end

  defp magnitude(tensor), do: Nx.abs(Nx.as_type(tensor, Nx.Type.to_floating(tensor.type)))

  defp vector_norm(tensor, ord, axes, keep) do
    opts = [axes: axes, keep_axes: keep]

    case ord do
      :inf -> Nx.reduce_max(magnitude(tensor), opts)
      :neg_inf -> Nx.reduce_min(magnitude(tensor), opts)
      0 -> Nx.as_type(Nx.sum(Nx.not_equal(tensor, 0), opts), float(tensor))
      ord -> power_norm(tensor, ord, axes, keep)
    end
  end

  defp float(tensor), do: Nx.Type.to_real(tensor.type)

  defp power_norm(tensor, 1, axes, keep),
    do: Nx.sum(magnitude(tensor), axes: axes, keep_axes: keep)

  # The numbers are scaled by the largest, so that powers stay in range.
  defp power_norm(tensor, ord, axes, keep) do
    size = magnitude(tensor)
    top = Nx.reduce_max(size, axes: axes, keep_axes: true)
    scale = Nx.select(Nx.equal(top, 0), as(Nx.to_tensor(1), size.type), top)
    sum = Nx.sum(Nx.pow(Nx.divide(size, scale), ord), axes: axes, keep_axes: true)
    result = Nx.multiply(Nx.pow(sum, 1 / ord), scale)
    if keep, do: result, else: Nx.squeeze(result, axes: axes)
  end

  defp matrix_norm(tensor, ord, axes, keep) do
    [rows, columns] = axes

    case ord do
      ord when ord in [2, -2] ->
        values = singular(tensor)
        if ord == 2, do: Nx.reduce_max(values), else: Nx.reduce_min(values)

      1 ->
        outer(:max, magnitude(tensor), rows, axes, keep)

      -1 ->
        outer(:min, magnitude(tensor), rows, axes, keep)

      :inf ->
        outer(:max, magnitude(tensor), columns, axes, keep)

      :neg_inf ->
        outer(:min, magnitude(tensor), columns, axes, keep)

      ord ->
        raise ArgumentError, "invalid :ord for 2-D tensor, got: #{inspect(ord)}"
    end
  end

  defp outer(which, size, axis, axes, keep) do
    sums = Nx.sum(size, axes: [axis], keep_axes: true)
    opts = [axes: axes, keep_axes: keep]
    if which == :max, do: Nx.reduce_max(sums, opts), else: Nx.reduce_min(sums, opts)
  end

  defp singular(tensor) do
    {_, values, _} = Nx.LinAlg.svd(tensor)
    values
  end

  # --- powers ---

  def matrix_power(tensor, power) when is_integer(power) do
    tensor = Nx.to_tensor(tensor)
    check_square(tensor)
    rank = tuple_size(tensor.shape)

    cond do
      power == 0 ->
        Nx.eye(tensor.shape, type: tensor.type, names: tensor.names)

      power < 0 ->
        matrix_power(Nx.LinAlg.invert(tensor), -power)

      true ->
        product = fn a, b ->
          batch = Enum.to_list(0..(rank - 3)//1)
          plain = List.duplicate(nil, rank)
          Nx.dot(Nx.rename(a, plain), [rank - 1], batch, Nx.rename(b, plain), [rank - 2], batch)
        end

        power(tensor, power, product) |> Nx.rename(tensor.names)
    end
  end

  defp power(tensor, 1, _product), do: tensor

  defp power(tensor, n, product) do
    half = power(tensor, div(n, 2), product)
    square = product.(half, half)
    if rem(n, 2) == 1, do: product.(square, tensor), else: square
  end

  defp check_square(tensor) do
    rank = tuple_size(tensor.shape)

    unless rank >= 2 and elem(tensor.shape, rank - 1) == elem(tensor.shape, rank - 2) do
      raise ArgumentError,
            "matrix_power/2 expects a square matrix or a batch of square matrices, got tensor " <>
              "with shape: #{inspect(tensor.shape)}"
    end
  end
end
