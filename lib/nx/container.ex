# Nx.Container - where the tensors of a composite are: in the elements of tuples and maps, in the
# fields that a struct's `@derive {Nx.Container, containers: [...], keep: [...]}` names, or where its
# own implementation says.
defmodule Nx.Container do
  # {fields with tensors, fields that are kept}, or nil for structs that do not derive it.
  def fields(module) do
    case Cnx.Struct.derived(module, Nx.Container) do
      nil -> nil
      options -> {options[:containers] || [], options[:keep] || []}
    end
  end

  # The composite with each part replaced by what fun.(part, acc) gives first.
  def traverse(tuple, acc, fun) when is_tuple(tuple) do
    {items, acc} = Enum.map_reduce(Tuple.to_list(tuple), acc, fun)
    {List.to_tuple(items), acc}
  end

  def traverse(%{__struct__: module} = struct, acc, fun) when module in [Nx.Tensor, Complex],
    do: fun.(struct, acc)

  def traverse(%{__struct__: module} = struct, acc, fun) do
    case fields(module) do
      nil ->
        implementation!(struct).traverse(struct, acc, fun)

      {fields, kept} ->
        base = Map.merge(module.__struct__(), Map.take(struct, kept))

        Enum.reduce(fields, {base, acc}, fn field, {done, acc} ->
          {value, acc} = fun.(Map.fetch!(struct, field), acc)
          {Map.put(done, field, value), acc}
        end)
    end
  end

  def traverse(map, acc, fun) when is_map(map) do
    {pairs, acc} =
      Enum.map_reduce(Map.to_list(map), acc, fn {key, value}, acc ->
        {value, acc} = fun.(value, acc)
        {{key, value}, acc}
      end)

    {Map.new(pairs), acc}
  end

  def traverse(number, acc, fun) when is_number(number), do: fun.(number, acc)
  def traverse(other, _acc, _fun), do: Cnx.Container.undefined(Nx.Container, other)

  def reduce(tuple, acc, fun) when is_tuple(tuple),
    do: Enum.reduce(Tuple.to_list(tuple), acc, fun)

  def reduce(%{__struct__: module} = struct, acc, fun) when module in [Nx.Tensor, Complex],
    do: fun.(struct, acc)

  def reduce(%{__struct__: module} = struct, acc, fun) do
    case fields(module) do
      nil ->
        implementation!(struct).reduce(struct, acc, fun)

      {fields, _} ->
        Enum.reduce(fields, acc, fn field, acc -> fun.(Map.fetch!(struct, field), acc) end)
    end
  end

  def reduce(map, acc, fun) when is_map(map),
    do: Enum.reduce(Map.to_list(map), acc, fn {_, value}, acc -> fun.(value, acc) end)

  def reduce(number, acc, fun) when is_number(number), do: fun.(number, acc)
  def reduce(other, _acc, _fun), do: Cnx.Container.undefined(Nx.Container, other)

  # {module, [{field, container}], what it takes to build the struct again}
  def serialize(%{__struct__: module} = struct) do
    case fields(module) do
      nil ->
        implementation!(struct).serialize(struct)

      {fields, kept} ->
        {module, Enum.map(fields, &{&1, Map.fetch!(struct, &1)}), Map.take(struct, kept)}
    end
  end

  def impl_for(value) do
    known = is_tuple(value) or is_number(value) or (is_map(value) and not is_struct(value))

    cond do
      known or is_struct(value, Nx.Tensor) or is_struct(value, Complex) -> Nx.Container
      is_struct(value) and fields(value.__struct__) != nil -> Nx.Container
      true -> Cnx.Protocol.implementation(Nx.Container, value)
    end
  end

  defp implementation!(struct),
    do:
      Cnx.Protocol.implementation(Nx.Container, struct) ||
        Cnx.Container.undefined(Nx.Container, struct)
end
