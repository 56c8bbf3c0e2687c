# Nx.Elementwise - elementwise functions that are not one operation of the graph.
defmodule Nx.Elementwise do
  import Nx.Shared

  # A scalar predicate leaves the shape to the branches; any other one gives it.
  def select(predicate, on_true, on_false) do
    predicate = Nx.to_tensor(predicate)

    if predicate.shape == {} do
      Cnx.Op.map(:select, [predicate, typed(on_true, on_false), typed(on_false, on_true)])
    else
      on_true = as_shape(on_true, predicate)
      on_false = as_shape(on_false, predicate)

      Cnx.Op.map(:select, [predicate, typed(on_true, on_false), typed(on_false, on_true)])
      |> Cnx.Op.names(predicate.names)
    end
  end

  # A number has a type of its own here, also beside a tensor of a narrower one.
  defp typed(%Nx.Tensor{} = branch, _other), do: branch

  defp typed(number, %Nx.Tensor{type: type}) do
    tensor = Nx.to_tensor(number)
    if Nx.Type.merge(type, tensor.type) == type, do: number, else: tensor
  end

  defp typed(number, _number), do: number

  defp as_shape(%Nx.Tensor{} = branch, predicate) do
    lift(branch, fn t, n ->
      inner = inner_shape(t, n)
      check_broadcast(inner, predicate.shape)
      no_names(expanded(t, inner, n, tuple_size(predicate.shape)))
    end)
  end

  defp as_shape(number, _predicate), do: number

  defp expanded(t, inner, n, rank) do
    ones = List.duplicate(1, rank - tuple_size(inner))
    reshape_to(t, List.to_tuple(outer_dims(t, n) ++ ones ++ Tuple.to_list(inner)))
  end

  defp check_broadcast(from, to) do
    axes = Nx.Shape.broadcast_axes(from, to)

    fits =
      Enum.all?(Enum.zip(Tuple.to_list(from), axes), fn {dim, axis} ->
        dim == 1 or dim == elem(to, axis)
      end)

    unless fits do
      raise ArgumentError,
            "cannot broadcast tensor of dimensions #{inspect(from)} to #{inspect(to)} " <>
              "with axes #{inspect(axes)}"
    end
  end

  def clip(tensor, min, max) do
    tensor = Nx.to_tensor(tensor)
    min = Nx.to_tensor(min)
    max = Nx.to_tensor(max)
    Enum.each([tensor, min, max], &refuse_complex(&1, "clip/2"))
    type = bound_type(bound_type(tensor.type, min, "min"), max, "max")

    lift(tensor, fn t, _ ->
      Cnx.Op.apply(:clip, [as(t, type), as(min, type), as(max, type)], [])
      |> Cnx.Op.names(t.names)
    end)
  end

  defp bound_type(type, bound, name) do
    if bound.shape != {} or bound.vectorized_axes != [] do
      raise ArgumentError,
            "#{name} value must be a non-vectorized scalar shape, got shape " <>
              "#{inspect(bound.shape)} and vectorized axes #{inspect(bound.vectorized_axes)}"
    end

    Nx.Type.merge(type, bound.type)
  end

  def fill(tensor, value, opts \\ []) do
    opts = keyword!(opts, [:type])
    tensor = Nx.to_tensor(tensor)

    type =
      cond do
        opts[:type] -> Nx.Type.normalize!(opts[:type])
        is_struct(value, Nx.Tensor) -> Nx.Type.merge(tensor.type, value.type)
        true -> Nx.Type.merge_number(tensor.type, value)
      end

    value = as(Nx.to_tensor(value), type)

    lift(tensor, fn t, _ ->
      Nx.broadcast(value, t.shape, names: t.names)
    end)
  end

  def complex(real, imag) do
    real = operand(real)
    imag = operand(imag)
    Nx.Shape.binary_broadcast(imag.shape, imag.names, real.shape, real.names)
    Cnx.Op.map(:complex, [real, imag])
  end

  defp operand(x), do: refuse_complex(Nx.to_tensor(x), "complex/2")

  def phase(tensor) do
    tensor = Nx.to_tensor(tensor)
    block(%Nx.Block.Phase{}, [tensor], fn -> Nx.atan2(Nx.imag(tensor), Nx.real(tensor)) end)
  end

  def logical_not(tensor) do
    tensor = Nx.to_tensor(tensor)
    block(%Nx.Block.LogicalNot{}, [tensor], fn -> Nx.equal(tensor, 0) end)
  end

  def log2(tensor), do: in_base(tensor, 2)
  def log10(tensor), do: in_base(tensor, 10)

  def log(tensor, base) when is_number(base) do
    if base <= 0 or base == 1 do
      raise ArgumentError,
            "expected base to be greater than 0 and different than 1, got: #{inspect(base)}"
    end

    in_base(tensor, base)
  end

  def log(tensor, base), do: in_base(tensor, base)
  defp in_base(tensor, base), do: Nx.divide(Nx.log(tensor), Nx.log(base))
end
