# Nx.Sorting - elements in order along an axis.
defmodule Nx.Sorting do
  import Nx.Shared

  def sort(tensor, opts \\ []) do
    opts = keyword!(opts, axis: 0, direction: :asc, stable: false)
    ordered(:sort, tensor, opts, [])
  end

  def argsort(tensor, opts \\ []) do
    opts = keyword!(opts, axis: 0, direction: :asc, stable: false, type: {:s, 32})
    type = Nx.Type.normalize!(opts[:type])
    index = if Nx.Type.integer?(type), do: type, else: {:s, 32}
    as(ordered(:argsort, tensor, opts, dtype: index), type)
  end

  defp ordered(op, tensor, opts, attributes) do
    unless opts[:direction] in [:asc, :desc] do
      raise ArgumentError,
            "unknown value for :direction, expected :asc or :desc, got: " <>
              inspect(opts[:direction])
    end

    tensor = Nx.to_tensor(tensor)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    refuse_complex(tensor, "#{op}/2")

    lift(tensor, fn t, n ->
      Cnx.Op.apply(
        op,
        [t],
        [axis: axis + n, descending: opts[:direction] == :desc, stable: opts[:stable]] ++
          attributes
      )
      |> Cnx.Op.names(t.names)
    end)
  end

  def top_k(tensor, opts \\ []) do
    opts = keyword!(opts, k: 1)
    k = opts[:k]
    tensor = Nx.to_tensor(tensor)
    rank = tuple_size(tensor.shape)
    if rank == 0, do: raise(ArgumentError, "top_k input must have at least rank 1")
    size = elem(tensor.shape, rank - 1)

    unless is_integer(k) and k >= 1 do
      raise ArgumentError,
            "top_k k must be an integer greater than or equal to 1, got k=#{inspect(k)}"
    end

    if k > size do
      raise ArgumentError,
            "top_k input last axis size must be greater than or equal to k, got size=#{size} " <>
              "and k=#{k}"
    end

    block(%Nx.Block.TopK{k: k}, [tensor], fn -> largest(tensor, k, rank - 1) end)
  end

  # The places move along with the elements that are sorted.
  defp largest(tensor, k, last) do
    lift(tensor, fn t, n ->
      axis = last + n
      places = iota(t.shape, axis, {:s, 32})

      Cnx.Op.apply(:sort, [t, places], axis: axis, descending: true, stable: true)
      |> Tuple.to_list()
      |> Enum.map(&Nx.slice_along_axis(Cnx.Op.names(&1, t.names), 0, k, axis: axis))
      |> List.to_tuple()
    end)
  end
end
