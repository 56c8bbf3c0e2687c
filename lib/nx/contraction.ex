# Nx.Contraction - products summed over axes.
defmodule Nx.Contraction do
  import Nx.Shared

  def dot(left, right) do
    left = Nx.to_tensor(left)
    right = Nx.to_tensor(right)

    case {tuple_size(left.shape), tuple_size(right.shape)} do
      {0, _} -> Nx.multiply(left, right)
      {_, 0} -> Nx.multiply(left, right)
      {n, 1} -> dot(left, [n - 1], [], right, [0], [])
      {1, m} -> dot(left, [0], [], right, [m - 2], [])
      {n, m} -> dot(left, [n - 1], [], right, [m - 2], [])
    end
  end

  def dot(left, left_axes, right, right_axes), do: dot(left, left_axes, [], right, right_axes, [])

  def dot(left, left_axes, left_batch, right, right_axes, right_batch) do
    left = Nx.to_tensor(left)
    right = Nx.to_tensor(right)
    ca = Nx.Shape.normalize_axes(left.shape, left_axes, left.names)
    cb = Nx.Shape.normalize_axes(right.shape, right_axes, right.names)
    ba = Nx.Shape.normalize_axes(left.shape, left_batch, left.names)
    bb = Nx.Shape.normalize_axes(right.shape, right_batch, right.names)
    Nx.Shape.validate_zip_reduce_axes!(left.shape, ca, right.shape, cb)
    names = names(left, ca, ba, right, cb, bb)

    lift_all([left, right], fn [a, b], n ->
      outer = Enum.to_list(0..(n - 1)//1)

      Cnx.Op.apply(:dot, [a, b],
        contract_a: Enum.map(ca, &(&1 + n)),
        batch_a: outer ++ Enum.map(ba, &(&1 + n)),
        contract_b: Enum.map(cb, &(&1 + n)),
        batch_b: outer ++ Enum.map(bb, &(&1 + n))
      )
      |> put_names(names, n)
    end)
  end

  # The batch axes, then the free axes of both sides.
  defp names(left, ca, ba, right, cb, bb) do
    free = fn t, gone -> for {name, i} <- Enum.with_index(t.names), i not in gone, do: name end
    batch = Enum.map(ba, &Enum.at(left.names, &1))
    names = batch ++ free.(left, ca ++ ba) ++ free.(right, cb ++ bb)
    named = Enum.reject(names, &(&1 == nil))

    if Enum.uniq(named) != named do
      raise ArgumentError,
            "operation would result in duplicate names #{inspect(names)}, please rename your " <>
              "tensors to avoid duplicates"
    end

    names
  end

  def outer(left, right) do
    left = Nx.to_tensor(left)
    right = Nx.to_tensor(right)
    names = [List.first(left.names), List.last(right.names)]

    Nx.multiply(Nx.reshape(left, {:auto, 1}), Nx.reshape(right, {1, :auto}))
    |> Nx.rename(names)
  end
end
