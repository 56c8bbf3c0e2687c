# Nx.Tensor - tensors under the language's access syntax: t[0], t[1..2], t[[0, 1..2]], t[x: 1].
defmodule Nx.Tensor do
  def fetch(%{shape: {}} = tensor, _index) do
    raise ArgumentError,
          "cannot use the tensor[index] syntax on scalar tensor #{inspect(tensor)}"
  end

  def fetch(tensor, %Range{} = range), do: {:ok, take_parts(tensor, [{0, range}])}
  def fetch(tensor, index) when is_integer(index), do: {:ok, take_parts(tensor, [{0, index}])}
  def fetch(tensor, %Nx.Tensor{shape: {}} = index), do: {:ok, take_parts(tensor, [{0, index}])}
  def fetch(tensor, %Nx.Tensor{} = indices), do: {:ok, Nx.take(tensor, indices)}
  def fetch(tensor, []), do: {:ok, tensor}

  def fetch(tensor, [{key, _} | _] = keyword) when is_atom(key) do
    parts =
      Enum.map(keyword, fn {name, index} ->
        case Enum.find_index(tensor.names, &(&1 == name)) do
          nil ->
            raise ArgumentError,
                  "tensor does not have name #{inspect(name)}. The tensor names are: " <>
                    inspect(tensor.names)

          axis ->
            {axis, index}
        end
      end)

    {:ok, take_parts(tensor, parts)}
  end

  def fetch(tensor, list) when is_list(list) do
    parts = for {index, axis} <- Enum.with_index(list), do: {axis, index}
    {:ok, take_parts(tensor, parts)}
  end

  def fetch(_tensor, other) do
    raise """
    tensor[slice] expects slice to be one of:

      * an integer or a scalar tensor representing a zero-based index
      * a first..last//step range representing inclusive start-stop indexes with an optional positive step
      * a list of integers, scalar tensors, and ranges
      * a keyword list of integers, scalar tensors, and ranges

    Got #{inspect(other)}
    """
  end

  def get_and_update(_tensor, _index, _fun) do
    raise "Access.get_and_update/3 is not supported. Please use Nx.put_slice/3 instead"
  end

  def pop(_tensor, _index) do
    raise "Access.pop/2 is not yet supported by Nx.Tensor"
  end

  # One slice for all axes, then the axes that were indexed by one number go.
  defp take_parts(tensor, parts) do
    shape = tensor.shape
    check_axes(parts, shape, [])

    boxes =
      Enum.map(Enum.with_index(Tuple.to_list(shape)), fn {size, axis} ->
        case :lists.keyfind(axis, 1, parts) do
          {_, index} -> box(index, size, axis, shape)
          false -> {0, size, 1, false}
        end
      end)

    starts = for {start, _, _, _} <- boxes, do: start
    lengths = for {_, length, _, _} <- boxes, do: length
    strides = for {_, _, stride, _} <- boxes, do: stride
    gone = for {{_, _, _, true}, axis} <- Enum.with_index(boxes), do: axis
    slice = Nx.slice(tensor, starts, lengths, strides: strides)
    if gone == [], do: slice, else: Nx.squeeze(slice, axes: gone)
  end

  defp check_axes([], _shape, _seen), do: :ok

  defp check_axes([{axis, _} | rest], shape, seen) do
    if axis >= tuple_size(shape) or axis in seen do
      raise ArgumentError,
            "unknown or duplicate axis #{axis} found when slicing shape #{inspect(shape)}"
    end

    check_axes(rest, shape, [axis | seen])
  end

  # {start, length, stride, whether the axis goes} of an index.
  defp box(index, size, axis, shape) when is_integer(index),
    do: {position(index, size, axis, shape), 1, 1, true}

  defp box(first..last//step = range, size, axis, shape) do
    if step < 1 do
      hint =
        if step == -1,
          do: ". Did you mean to pass the range #{inspect(first..last//1)} instead?",
          else: ""

      raise ArgumentError, "range step must be positive, got range: #{inspect(range)}" <> hint
    end

    from = position(first, size, axis, shape)
    to = position(last, size, axis, shape)

    if to < from do
      raise ArgumentError,
            "slicing a tensor requires a non-empty range, got: #{inspect(range)}"
    end

    {from, to - from + 1, step, false}
  end

  defp box(%Nx.Tensor{} = index, _size, _axis, _shape), do: {index, 1, 1, true}

  defp box(other, _size, _axis, _shape) do
    raise ArgumentError,
          "tensor[slice] expects slice to be a list of integers, scalar tensors, and ranges, " <>
            "got: #{inspect(other)}"
  end

  defp position(index, size, axis, shape) do
    if index >= size or index < -size do
      raise ArgumentError,
            "index #{index} is out of bounds for axis #{axis} in shape #{inspect(shape)}"
    end

    if index < 0, do: index + size, else: index
  end
end
