# Nx.Decomposition - matrices as products of simpler ones: the functions of Nx.LinAlg around one
# operation of the graph each. A matrix is the last two axes; results have no names.
defmodule Nx.Decomposition do
  import Nx.Shared

  def triangular_solve(a, b, opts \\ []) do
    opts = keyword!(opts, lower: true, left_side: true, transform_a: :none)
    a = Nx.to_tensor(a)
    b = Nx.to_tensor(b)

    unless square?(a.shape) do
      raise ArgumentError,
            "triangular_solve/3 expected a square matrix or a batch of square matrices, got " <>
              "tensor with shape: #{inspect(a.shape)}"
    end

    transform =
      case opts[:transform_a] do
        :none ->
          0

        :transpose ->
          1

        :conjugate ->
          2

        other ->
          raise ArgumentError,
                "invalid value for :transform_a option, expected :none, :transpose, or " <>
                  ":conjugate, got: #{inspect(other)}"
      end

    lift_all([a, b], fn [a, b], _ ->
      Cnx.Op.apply(:triangular_solve, [a, b],
        lower: opts[:lower],
        left_side: opts[:left_side],
        transform: transform
      )
    end)
  end

  def cholesky(tensor) do
    tensor = square!(tensor)
    lift(tensor, fn t, _ -> Cnx.Op.apply(:cholesky, [t], []) end)
  end

  def lu(tensor) do
    tensor = square!(tensor)
    lift(tensor, fn t, _ -> Cnx.Op.apply(:lu, [t], []) end)
  end

  def qr(tensor, opts) do
    opts = keyword!(opts, mode: :reduced, eps: 1.0e-10)
    mode = opts[:mode]

    unless mode in [:reduced, :complete] do
      raise ArgumentError,
            "invalid :mode received. Expected one of [:reduced, :complete], received: " <>
              inspect(mode)
    end

    lift(matrix!(tensor), fn t, _ -> Cnx.Op.apply(:qr, [t], complete: mode == :complete) end)
  end

  # The method is exact to the last digits: :max_iter and :eps change nothing.
  def eigh(tensor, opts) do
    keyword!(opts, max_iter: 1_000, eps: 1.0e-4)
    tensor = square!(tensor)
    lift(tensor, fn t, _ -> Cnx.Op.apply(:eigh, [t], []) end)
  end

  def svd(tensor, opts) do
    opts = keyword!(opts, max_iter: 100, full_matrices?: true)
    tensor = real!(matrix!(tensor), "svd/2")
    full = opts[:full_matrices?]
    lift(tensor, fn t, _ -> Cnx.Op.apply(:svd, [t], complete: full) end)
  end

  # --- checks ---

  def square?(shape) do
    rank = tuple_size(shape)
    rank >= 2 and elem(shape, rank - 1) == elem(shape, rank - 2)
  end

  def real!(%{type: {:c, _}}, function) do
    raise ArgumentError, "Nx.LinAlg.#{function} is not yet implemented for complex inputs"
  end

  def real!(tensor, _function), do: tensor

  defp matrix!(tensor) do
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)

    if rank < 2 do
      raise ArgumentError,
            "tensor must have at least rank 2, got rank #{rank} with shape #{inspect(tensor.shape)}"
    end

    tensor
  end

  defp square!(tensor) do
    tensor = matrix!(tensor)

    unless square?(tensor.shape) do
      raise ArgumentError,
            "tensor must be a square matrix or a batch of square matrices, got shape: " <>
              inspect(tensor.shape)
    end

    tensor
  end
end
