# Nx.Conversion - tensors from and to bytes, batches and templates.
defmodule Nx.Conversion do
  import Nx.Shared

  def from_binary(binary, {_, bits} = type) do
    size = bit_size(binary)

    cond do
      size == 0 -> raise ArgumentError, "cannot build an empty tensor"
      rem(size, bits) != 0 -> raise ArgumentError, "binary does not match the given size"
      true -> Cnx.Tensor.of_binary(binary, type, {div(size, bits)})
    end
  end

  def to_binary(tensor, nil), do: Cnx.Tensor.to_binary(Nx.devectorize(tensor))

  def to_binary(tensor, limit) do
    count = Nx.flat_size(tensor)

    if limit >= count,
      do: to_binary(tensor, nil),
      else: to_binary(Nx.slice(Nx.flatten(Nx.devectorize(tensor)), [0], [limit]), nil)
  end

  def to_template(container) do
    {template, nil} =
      Nx.LazyContainer.traverse(container, nil, fn template, _load, nil -> {template, nil} end)

    template
  end

  def to_batched(tensor, batch_size, opts) do
    opts = keyword!(opts, leftover: :repeat)

    unless opts[:leftover] in [:repeat, :discard] do
      raise ArgumentError,
            "invalid :leftover option. Expected :repeat or :discard, got: " <>
              inspect(opts[:leftover])
    end

    if tensor.shape == {} do
      kind = if tensor.vectorized_axes == [], do: "non-vectorized scalar ", else: "scalar "
      raise ArgumentError, "cannot batch #{kind}tensor #{inspect(tensor)}"
    end

    size = elem(tensor.shape, 0)
    if batch_size > size, do: raise(ArgumentError, "cannot batch beyond original tensor")
    whole = div(size, batch_size)

    batches =
      Stream.map(0..(whole - 1)//1, &Nx.slice_along_axis(tensor, &1 * batch_size, batch_size))

    case rem(size, batch_size) do
      left when left > 0 ->
        if opts[:leftover] == :repeat do
          Stream.concat(batches, [repeated_batch(tensor, size, left, batch_size)])
        else
          batches
        end

      _ ->
        batches
    end
  end

  defp repeated_batch(tensor, size, left, batch_size) do
    Nx.concatenate([
      Nx.slice_along_axis(tensor, size - left, left),
      Nx.slice_along_axis(tensor, 0, batch_size - left)
    ])
  end

  # --- compatibility of containers ---

  # Whether both have one form, and tensors of the same types, shapes and, where both have one, names.
  def compatible?(a, b) do
    Nx.Defn.Composite.compatible?(loadable(a), loadable(b), fn x, y ->
      same?(Nx.to_tensor(x), Nx.to_tensor(y))
    end)
  end

  # What a lazy container becomes, unloaded.
  defp loadable(value) do
    if is_struct(value) and Cnx.Protocol.implementation(Nx.LazyContainer, value),
      do: to_template(value),
      else: value
  end

  defp same?(a, b) do
    a.type == b.type and a.shape == b.shape and a.vectorized_axes == b.vectorized_axes and
      Enum.all?(Enum.zip(a.names, b.names), fn {x, y} -> x == nil or y == nil or x == y end)
  end
end
