# Nx.Defn.Composite - tensors and numbers, and tuples, maps and structs of them at any depth.
defmodule Nx.Defn.Composite do
  # Whether both have one form and fun.(left, right) holds for each pair of tensors; of two tensors, what
  # the function says.
  def compatible?(left, right, fun) when is_function(fun, 2) do
    cond do
      leaf?(left) -> leaf?(right) && fun.(left, right)
      leaf?(right) -> false
      same_form?(left, right) -> all?(parts(left), parts(right), fun)
      true -> false
    end
  end

  defp same_form?(left, right) when is_tuple(left),
    do: is_tuple(right) and tuple_size(left) == tuple_size(right)

  defp same_form?(%{__struct__: module}, right), do: is_struct(right, module)

  defp same_form?(left, right) when is_map(left),
    do: is_map(right) and not is_struct(right) and Map.keys(left) == Map.keys(right)

  defp same_form?(left, _right), do: Cnx.Container.undefined(Nx.Container, left)

  defp all?(left, right, fun) do
    length(left) == length(right) and
      Enum.all?(Enum.zip(left, right), fn {a, b} -> compatible?(a, b, fun) end)
  end

  defp parts(container), do: Nx.Container.reduce(container, [], &[&1 | &2]) |> Enum.reverse()

  # How many tensors there are.
  def count(container), do: reduce(container, 0, fn _, n -> n + 1 end)

  # The same form with fun.(tensor) in place of each tensor.
  def traverse(container, fun) when is_function(fun, 1) do
    {result, nil} = traverse(container, nil, fn tensor, nil -> {fun.(tensor), nil} end)
    result
  end

  def traverse(container, acc, fun) when is_function(fun, 2) do
    if leaf?(container),
      do: fun.(container, acc),
      else: Nx.Container.traverse(container, acc, &traverse(&1, &2, fun))
  end

  def reduce(container, acc, fun) when is_function(fun, 2) do
    if leaf?(container),
      do: fun.(container, acc),
      else: Nx.Container.reduce(container, acc, &reduce(&1, &2, fun))
  end

  # The tensors of a list of containers, in front of `tail`.
  def flatten_list(list, tail \\ []) when is_list(list) do
    list
    |> Enum.reduce([], fn container, acc -> reduce(container, acc, &[&1 | &2]) end)
    |> Enum.reverse(tail)
  end

  defp leaf?(value),
    do: is_number(value) or is_struct(value, Nx.Tensor) or is_struct(value, Complex)
end
