# Nx.Vectors - vectorized axes: made, undone and brought in line.
defmodule Nx.Vectors do
  import Nx.Shared

  def vectorize(tensor, name) when is_atom(name), do: vectorize(tensor, [name])

  def vectorize(tensor, axes) when is_list(axes),
    do: Cnx.Container.map(tensor, &vectorize_one(&1, axes))

  defp vectorize_one(tensor, axes) do
    rank = tuple_size(tensor.shape)
    if rank == 0, do: raise(ArgumentError, "cannot vectorize tensor of rank 0")

    if length(axes) > rank do
      raise ArgumentError, "number of vectorized axes must not be greater than the shape size"
    end

    names = Enum.map(axes, &axis_name/1)
    check_sizes(axes, Tuple.to_list(tensor.shape))
    rest = Enum.drop(tensor.names, length(names))
    Enum.each(names, &check_free(&1, tensor.vectorized_axes, rest))
    outer = for {name, _} <- tensor.vectorized_axes, do: name
    Cnx.Tensor.vectorize(Cnx.Tensor.devectorize(tensor), outer ++ names)
  end

  defp axis_name({name, _size}), do: name
  defp axis_name(name) when is_atom(name) and name != nil, do: name

  defp axis_name(other) do
    raise ArgumentError, "expected vectorized axis to be an atom, got: #{inspect(other)}"
  end

  defp check_sizes([{name, size} | axes], [dim | dims]) do
    if size != dim do
      raise ArgumentError,
            "expected vectorized axis #{inspect(name)} to have size #{size}, got #{dim}"
    end

    check_sizes(axes, dims)
  end

  defp check_sizes([_ | axes], [_ | dims]), do: check_sizes(axes, dims)
  defp check_sizes([], _dims), do: :ok

  defp check_free(name, vectorized, names) do
    if :lists.keymember(name, 1, vectorized) do
      raise ArgumentError,
            "cannot use name #{inspect(name)} for new vectorized axes because there's already a " <>
              "vectorized axis with the same name"
    end

    if name in names do
      raise ArgumentError,
            "cannot use name #{inspect(name)} for new vectorized axes because there's already " <>
              "an axis with the same name"
    end
  end

  def devectorize(tensor, opts \\ []) do
    opts = keyword!(opts, keep_names: true)
    Cnx.Container.map(tensor, &devectorize_one(&1, opts))
  end

  defp devectorize_one(tensor, opts) do
    n = length(tensor.vectorized_axes)
    plain = Cnx.Tensor.devectorize(tensor)
    if opts[:keep_names] or n == 0, do: plain, else: put_names(plain, tensor.names, n)
  end

  def revectorize(tensor, axes, opts \\ []) do
    opts = keyword!(opts, [:target_shape, :target_names])
    plain = devectorize(tensor, keep_names: false)
    {names, sizes} = Enum.unzip(axes)
    inner = opts[:target_shape] || Nx.to_tensor(tensor).shape
    inner_names = Nx.Shape.named_axes!(opts[:target_names], inner)
    shape = List.to_tuple(sizes ++ Tuple.to_list(inner))

    Nx.reshape(plain, shape, names: List.duplicate(nil, length(names)) ++ inner_names)
    |> vectors(Enum.map(names, &{&1, nil}))
  end

  # All tensors get all vectorized axes in one order, of size 1 where they lack one.
  def reshape_vectors(tensors, opts \\ []) do
    {tensors, axes} = aligned(tensors, opts)
    Enum.map(tensors, &vectors(&1, axes))
  end

  def broadcast_vectors(tensors, opts \\ []) do
    {tensors, axes} = aligned(tensors, opts)
    sizes = for {_, size} <- axes, do: size
    Enum.map(tensors, fn t -> vectors(widen(t, sizes, length(axes)), axes) end)
  end

  defp aligned(tensors, opts) do
    opts = keyword!(opts, align_ranks: false)
    {tensors, axes} = Cnx.Tensor.align(Enum.map(tensors, &Nx.to_tensor/1))
    n = length(axes)

    if opts[:align_ranks] do
      rank = Enum.max(Enum.map(tensors, &tuple_size(&1.shape)))
      {Enum.map(tensors, &align_rank(&1, rank, n)), axes}
    else
      {tensors, axes}
    end
  end
end
