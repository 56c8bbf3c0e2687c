# Nx.Joining - several tensors into one, and what that needs.
defmodule Nx.Joining do
  import Nx.Shared

  def concatenate(tensors, opts \\ []) do
    opts = keyword!(opts, axis: 0)

    case tensor_list(tensors) do
      [] ->
        raise ArgumentError, "no tensors were given to concatenate"

      [tensor] ->
        tensor

      [first | rest] = tensors ->
        names = Enum.reduce(rest, first.names, &joined_names(&1, &2, first))
        axis = Nx.Shape.normalize_axis(first.shape, opts[:axis], names)
        check_shapes(tensors, first.shape, axis)

        lift_all(tensors, fn tensors, n ->
          Cnx.Op.apply(:concatenate, tensors, axis: axis + n) |> put_names(names, n)
        end)
    end
  end

  defp joined_names(tensor, names, first) do
    if tuple_size(tensor.shape) == tuple_size(first.shape),
      do: Nx.Shape.merge_names(tensor.names, names),
      else: names
  end

  defp check_shapes(tensors, shape, axis) do
    Enum.each(tensors, fn %{shape: other} ->
      unless tuple_size(other) == tuple_size(shape) and
               put_elem(other, axis, 0) == put_elem(shape, axis, 0) do
        dims = List.replace_at(Enum.map(Tuple.to_list(shape), &Integer.to_string/1), axis, "*")

        raise ArgumentError,
              "expected all shapes to match {#{Enum.join(dims, ", ")}}, got unmatching shape: " <>
                inspect(other)
      end
    end)
  end

  def stack(tensors, opts \\ []) do
    opts = keyword!(opts, [:name, axis: 0])

    case tensor_list(tensors) do
      [] ->
        raise ArgumentError, "no tensors were given to stack"

      [first | rest] = tensors ->
        shapes = Enum.map(tensors, & &1.shape)

        if Enum.any?(shapes, &(&1 != first.shape)) do
          raise ArgumentError,
                "can only stack tensors of the same shape, got distinct shapes: #{inspect(shapes)}"
        end

        names = Enum.reduce(rest, first.names, &Nx.Shape.merge_names(&1.names, &2))
        axis = Nx.Shaping.new_axis_position(first.shape, opts[:axis])
        names = List.insert_at(names, axis, opts[:name])

        lift_all(tensors, fn tensors, n ->
          called(:stack, [tensors, axis + n], fn -> joined(tensors, axis + n) end)
          |> put_names(names, n)
        end)
    end
  end

  defp joined(tensors, axis) do
    case Enum.map(tensors, &reshape_to(&1, Tuple.insert_at(&1.shape, axis, 1))) do
      [tensor] -> tensor
      tensors -> Cnx.Op.apply(:concatenate, tensors, axis: axis)
    end
  end

  # A list of tensors from a list, a tensor or a container of them.
  defp tensor_list(list) when is_list(list), do: Enum.flat_map(list, &tensors_in/1)
  defp tensor_list(container), do: tensors_in(container)

  defp tensors_in(%Nx.Tensor{} = tensor), do: [tensor]
  defp tensors_in(list) when is_list(list), do: [Nx.to_tensor(list)]

  defp tensors_in(container) do
    if is_map(container) and not is_struct(container) do
      IO.warn(
        "a map has been given to stack/concatenate: its keys have no order that is worth relying on"
      )
    end

    {_, tensors} =
      Nx.LazyContainer.traverse(container, [], fn template, load, tensors ->
        {template, [load.() | tensors]}
      end)

    Enum.reverse(tensors)
  end
end
