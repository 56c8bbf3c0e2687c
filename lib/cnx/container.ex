# Cnx.Container - tensors inside tuples, maps and structs, as a flat list and back.
#
# A template is the container with {:tensor, type, shape, names} in place of each tensor, or
# {:vectorized, template, axes} around that, and {:static, term} in place of what is no tensor. Its terms compare and hash, so it is also the key
# under which a compiled definition is kept.
defmodule Cnx.Container do
  # An argument of a definition: numbers become tensors, functions and lists stay what they are.
  def flatten_argument(arg) when is_function(arg) or is_list(arg), do: {{:static, arg}, []}

  def flatten_argument(arg) when is_tuple(arg) and tuple_size(arg) > 0 do
    if Enum.all?(Tuple.to_list(arg), &is_function/1), do: {{:static, arg}, []}, else: flatten_result(arg)
  end

  def flatten_argument(arg), do: flatten_result(arg)

  def flatten_result(value) do
    {template, reversed} = flatten(value, [])
    {template, :lists.reverse(reversed)}
  end

  defp flatten(%Nx.Tensor{vectorized_axes: []} = t, acc),
    do: {{:tensor, t.type, t.shape, t.names}, [t | acc]}

  defp flatten(%Nx.Tensor{} = t, acc),
    do: {{:vectorized, {:tensor, t.type, t.shape, t.names}, t.vectorized_axes}, [t | acc]}

  defp flatten(number, acc) when is_number(number) or is_atom(number) and number in [:nan, :infinity, :neg_infinity],
    do: flatten(Nx.to_tensor(number), acc)

  defp flatten(%Complex{} = number, acc), do: flatten(Nx.to_tensor(number), acc)

  defp flatten(tuple, acc) when is_tuple(tuple) do
    {items, acc} = flatten_items(Tuple.to_list(tuple), acc)
    {{:tuple, items}, acc}
  end

  defp flatten(%Nx.Batch{} = batch, acc), do: flatten(Nx.Batch.to_container(batch), acc)

  defp flatten(%{__struct__: module} = struct, acc) do
    {fields, kept} = Nx.Container.fields(module, struct)
    {items, acc} = flatten_items(Enum.map(fields, &Map.fetch!(struct, &1)), acc)
    {{:struct, Map.take(struct, [:__struct__ | kept]), fields, items}, acc}
  end

  defp flatten(map, acc) when is_map(map) do
    {items, acc} = flatten_items(Map.values(map), acc)
    {{:map, Map.keys(map), items}, acc}
  end

  defp flatten(other, _acc), do: raise(Protocol.UndefinedError, [protocol: Nx.LazyContainer, value: other] ++ hint(other))

  defp hint(atom) when is_atom(atom), do: []

  defp hint(_) do
    [description: "data-structures given to defn/Nx must implement either Nx.LazyContainer or Nx.Container"]
  end

  defp flatten_items(items, acc) do
    {items, acc} =
      Enum.reduce(items, {[], acc}, fn item, {done, acc} ->
        {template, acc} = flatten(item, acc)
        {[template | done], acc}
      end)

    {:lists.reverse(items), acc}
  end

  # The container with tensors from the front of the list, which take the template's names and
  # vectorized axes.
  def rebuild(template, tensors) do
    {named, rest} =
      Enum.map_reduce(leaves(template), tensors, fn leaf, [t | rest] -> {dress(t, leaf), rest} end)

    {value, []} = rebuild_with(template, named)
    {value, rest}
  end

  # What a template says of each tensor, in order.
  def leaves({:tensor, _, _, _} = leaf), do: [leaf]
  def leaves({:vectorized, _, _} = leaf), do: [leaf]
  def leaves({:static, _}), do: []
  def leaves({:tuple, items}), do: Enum.flat_map(items, &leaves/1)
  def leaves({:map, _, items}), do: Enum.flat_map(items, &leaves/1)
  def leaves({:struct, _, _, items}), do: Enum.flat_map(items, &leaves/1)

  defp dress(t, {:tensor, _type, _shape, names}), do: Cnx.Op.names(Cnx.Tensor.devectorize(t), names)

  defp dress(t, {:vectorized, {:tensor, _type, _shape, names}, axes}) do
    vectors = Keyword.keys(axes)

    Cnx.Tensor.devectorize(t)
    |> Cnx.Op.names(vectors ++ names)
    |> Cnx.Tensor.vectorize(vectors)
  end

  # The same with tensors as they are.
  def rebuild_with({:tensor, _type, _shape, _names}, [t | rest]), do: {t, rest}
  def rebuild_with({:vectorized, _leaf, _axes}, [t | rest]), do: {t, rest}
  def rebuild_with({:static, term}, rest), do: {term, rest}

  def rebuild_with({:tuple, items}, rest) do
    {values, rest} = rebuild_items(items, rest)
    {List.to_tuple(values), rest}
  end

  def rebuild_with({:map, keys, items}, rest) do
    {values, rest} = rebuild_items(items, rest)
    {Map.new(Enum.zip(keys, values)), rest}
  end

  def rebuild_with({:struct, kept, fields, items}, rest) do
    {values, rest} = rebuild_items(items, rest)
    {Enum.reduce(Enum.zip(fields, values), kept, fn {k, v}, s -> Map.put(s, k, v) end), rest}
  end

  defp rebuild_items(items, rest) do
    {values, rest} =
      Enum.reduce(items, {[], rest}, fn item, {done, rest} ->
        {value, rest} = rebuild_with(item, rest)
        {[value | done], rest}
      end)

    {:lists.reverse(values), rest}
  end

  # The container with every tensor replaced.
  def map(container, fun) do
    {template, tensors} = flatten_result(container)
    {result, []} = rebuild_with(template, Enum.map(tensors, fun))
    result
  end

  # A template without types: what branches must agree on.
  def shape({:tensor, _, _, _}), do: :tensor
  def shape({:vectorized, _, _}), do: :tensor
  def shape({:tuple, items}), do: {:tuple, Enum.map(items, &shape/1)}
  def shape({:map, keys, items}), do: {:map, keys, Enum.map(items, &shape/1)}
  def shape({:struct, kept, fields, items}), do: {:struct, kept, fields, Enum.map(items, &shape/1)}
  def shape({:static, term}), do: {:static, term}
end
