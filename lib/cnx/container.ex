# Cnx.Container - tensors inside tuples, maps and structs, as a flat list and back.
#
# A template is the container with {:tensor, type, shape, names} in place of each tensor, or
# {:vectorized, template, axes} around that, and {:static, term} in place of what is no tensor. Its
# terms compare and hash, so it is also the key under which a compiled definition is kept.
defmodule Cnx.Container do
  # An argument of a definition: numbers become tensors, functions and lists stay what they are.
  def flatten_argument(arg) do
    {template, tensors} = flatten_deferred(arg)
    {template, Enum.map(tensors, &loaded/1)}
  end

  # The same, where a lazy container's tensors are not made yet: {like, load} in place of each.
  def flatten_deferred(arg) when is_function(arg) or is_list(arg), do: {{:static, arg}, []}

  def flatten_deferred(arg) when is_tuple(arg) and tuple_size(arg) > 0 do
    if Enum.all?(Tuple.to_list(arg), &is_function/1),
      do: {{:static, arg}, []},
      else: flatten_lazy(arg)
  end

  def flatten_deferred(arg), do: flatten_lazy(arg)

  # The tensor of what flatten_deferred gives, and one of its type, shape and names.
  def loaded({_like, load}), do: load.()
  def loaded(tensor), do: tensor

  def like({like, _load}), do: like
  def like(tensor), do: tensor

  defp flatten_lazy(arg), do: flatten_by(arg, Nx.LazyContainer)

  def flatten_result(value), do: flatten_by(value, Nx.Container)

  defp flatten_by(value, protocol) do
    {template, reversed} = flatten(value, [], protocol)
    {template, :lists.reverse(reversed)}
  end

  defp flatten(%Nx.Tensor{} = t, acc, _), do: {leaf(t), [t | acc]}

  defp flatten(number, acc, protocol)
       when is_number(number) or (is_atom(number) and number in [:nan, :infinity, :neg_infinity]),
       do: flatten(Nx.to_tensor(number), acc, protocol)

  defp flatten(%Complex{} = number, acc, protocol),
    do: flatten(Nx.to_tensor(number), acc, protocol)

  defp flatten(tuple, acc, protocol) when is_tuple(tuple) do
    {items, acc} = flatten_items(Tuple.to_list(tuple), acc, protocol)
    {{:tuple, items}, acc}
  end

  defp flatten(%Nx.Batch{} = batch, acc, protocol),
    do: flatten(Nx.Batch.to_container(batch), acc, protocol)

  defp flatten(%{__struct__: module} = struct, acc, protocol) do
    case Nx.Container.fields(module) do
      {fields, kept} ->
        {items, acc} = flatten_items(Enum.map(fields, &Map.fetch!(struct, &1)), acc, protocol)
        {{:struct, Map.merge(module.__struct__(), Map.take(struct, kept)), fields, items}, acc}

      nil ->
        implemented(struct, acc, protocol)
    end
  end

  defp flatten(map, acc, protocol) when is_map(map) do
    {items, acc} = flatten_items(Map.values(map), acc, protocol)
    {{:map, Map.keys(map), items}, acc}
  end

  defp flatten(other, _acc, protocol), do: undefined(protocol, other)

  defp leaf(%Nx.Tensor{vectorized_axes: []} = t), do: {:tensor, t.type, t.shape, t.names}
  defp leaf(t), do: {:vectorized, {:tensor, t.type, t.shape, t.names}, t.vectorized_axes}

  # A struct with an implementation of its own. A lazy one says which container of templates it
  # becomes, and gives their tensors in the same order.
  defp implemented(struct, acc, protocol) do
    cond do
      protocol == Nx.LazyContainer and
          Cnx.Protocol.implementation(Nx.LazyContainer, struct) != nil ->
        {form, loads} =
          Nx.LazyContainer.traverse(struct, [], fn template, load, loads ->
            {template, [{template, load} | loads]}
          end)

        {template, _} = flatten(form, [], Nx.Container)
        {template, loads ++ acc}

      Cnx.Protocol.implementation(Nx.Container, struct) != nil ->
        {form, {items, acc}} =
          Nx.Container.traverse(struct, {[], acc}, fn value, {items, acc} ->
            {item, acc} = flatten(value, acc, protocol)
            {item, {[item | items], acc}}
          end)

        {{:custom, form, :lists.reverse(items)}, acc}

      true ->
        undefined(protocol, struct)
    end
  end

  # The tensor of a lazy container of one, given its implementation of Nx.LazyContainer.
  def load(implementation, value) do
    {tensor, _} =
      implementation.traverse(value, nil, fn _template, load, acc -> {load.(), acc} end)

    tensor
  end

  def undefined(Nx.LazyContainer, value),
    do: raise(Protocol.UndefinedError, [protocol: Nx.LazyContainer, value: value] ++ hint(value))

  def undefined(protocol, value),
    do: raise(Protocol.UndefinedError, protocol: protocol, value: value)

  defp hint(boolean) when is_boolean(boolean), do: [description: no_tensor("booleans")]
  defp hint(list) when is_list(list), do: [description: no_tensor("lists")]
  defp hint(atom) when is_atom(atom), do: []

  defp hint(_) do
    [
      description:
        "data-structures given to defn/Nx must implement either Nx.LazyContainer or Nx.Container"
    ]
  end

  defp no_tensor(what) do
    "#{what} are not valid tensors (and therefore not supported as defn inputs). " <>
      "However, you can convert them to tensors using Nx.tensor/1"
  end

  defp flatten_items(items, acc, protocol) do
    {items, acc} =
      Enum.reduce(items, {[], acc}, fn item, {done, acc} ->
        {template, acc} = flatten(item, acc, protocol)
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
  def leaves({:custom, _, items}), do: Enum.flat_map(items, &leaves/1)

  defp dress(t, {:tensor, _type, _shape, names}),
    do: Cnx.Op.names(Cnx.Tensor.devectorize(t), names)

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

  def rebuild_with({:custom, form, _items}, rest),
    do: Nx.Container.traverse(form, rest, &rebuild_with/2)

  defp rebuild_items(items, rest) do
    {values, rest} =
      Enum.reduce(items, {[], rest}, fn item, {done, rest} ->
        {value, rest} = rebuild_with(item, rest)
        {[value | done], rest}
      end)

    {:lists.reverse(values), rest}
  end

  # The container with an Nx.template in place of each tensor.
  def templates(template) do
    {value, []} = rebuild_with(template, Enum.map(leaves(template), &nx_template/1))
    value
  end

  defp nx_template({:tensor, type, shape, names}), do: Nx.template(shape, type, names: names)

  defp nx_template({:vectorized, {:tensor, type, shape, names}, axes}) do
    {vectors, sizes} = Enum.unzip(axes)

    Nx.template(List.to_tuple(sizes ++ Tuple.to_list(shape)), type, names: vectors ++ names)
    |> Nx.vectorize(vectors)
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

  def shape({:struct, kept, fields, items}),
    do: {:struct, kept, fields, Enum.map(items, &shape/1)}

  def shape({:static, term}), do: {:static, term}

  def shape({:custom, form, items}) do
    {form, _} = Nx.Container.traverse(form, nil, fn _, nil -> {nil, nil} end)
    {:custom, form, Enum.map(items, &shape/1)}
  end
end
