# Nx.Batch - tensors, or containers of them, gathered along their first axis until they are used.
#
# `stack` holds what was added, last first, as {container, size}; nothing is copied before a
# definition takes the batch.
defmodule Nx.Batch do
  defstruct stack: [], size: 0, template: nil, pad: 0, key: :default

  def new(), do: %Nx.Batch{}
  def key(%Nx.Batch{} = batch, key), do: %{batch | key: key}
  def pad(%Nx.Batch{} = batch, pad) when is_integer(pad) and pad >= 0, do: %{batch | pad: pad}

  def concatenate(batch \\ new(), entries)

  def concatenate(%Nx.Batch{} = batch, entries) when is_list(entries) do
    add(batch, entries, fn entry -> {entry, without_axis(entry), size(entry)} end)
  end

  def stack(batch \\ new(), entries)

  def stack(%Nx.Batch{} = batch, entries) when is_list(entries) do
    add(batch, entries, fn entry ->
      entry = Cnx.Container.map(entry, & &1)
      {Cnx.Container.map(entry, &Nx.new_axis(&1, 0)), Nx.to_template(entry), 1}
    end)
  end

  # Entries must be like the first of them, and that like what the batch holds.
  defp add(batch, [], _split), do: batch

  defp add(batch, [first | _] = entries, split) do
    parts = Enum.map(entries, split)
    {_, head, _} = hd(parts)

    for {{_, template, _}, entry} <- Enum.zip(parts, entries), not same?(template, head) do
      incompatible(
        {"The head of the list has shape:", head},
        {"But another list element has template:", template},
        entry
      )
    end

    if batch.template && not same?(batch.template, head) do
      incompatible(
        {"The batch has shape:", batch.template},
        {"But then the head of the list has template:", head},
        first
      )
    end

    Enum.reduce(parts, %{batch | template: head}, fn {container, _, size}, batch ->
      %{batch | size: batch.size + size, stack: [{container, size} | batch.stack]}
    end)
  end

  defp same?(a, b) do
    {shape, left} = Cnx.Container.flatten_result(a)
    {other, right} = Cnx.Container.flatten_result(b)

    Cnx.Container.shape(shape) == Cnx.Container.shape(other) and
      Enum.all?(Enum.zip(left, right), fn {x, y} -> Nx.compatible?(x, y) end)
  end

  defp incompatible({first, known}, {second, template}, entry) do
    raise ArgumentError, """
    cannot add to batch due to incompatible tensors/containers.

    #{first}

    #{inspect(known)}

    #{second}

    #{inspect(template)}

    From entry:

    #{inspect(entry)}
    """
  end

  defp without_axis(entry) do
    Cnx.Container.map(entry, fn
      %{shape: {}} ->
        raise ArgumentError, "cannot concatenate scalar tensor in #{inspect(entry)}"

      t ->
        shape = List.to_tuple(tl(Tuple.to_list(t.shape)))
        Nx.template(shape, t.type, names: tl(t.names))
    end)
  end

  defp size(entry) do
    {_, tensors} = Cnx.Container.flatten_result(entry)

    case Enum.uniq(Enum.map(tensors, &elem(&1.shape, 0))) do
      [size] ->
        size

      [] ->
        raise ArgumentError, "cannot have an empty container in concatenate: #{inspect(entry)}"

      [first, other | _] ->
        raise ArgumentError,
              "concatenate expects all tensors in the same container to have the same value " <>
                "for first axis, got #{other} and #{first} in #{inspect(entry)}"
    end
  end

  # --- joined and cut ---

  def merge(%Nx.Batch{} = left, %Nx.Batch{} = right), do: merge([left, right])
  def merge([]), do: new()

  def merge([%Nx.Batch{} = first | rest]) do
    Enum.reduce(rest, first, fn batch, acc ->
      if acc.key != batch.key do
        raise ArgumentError,
              "cannot merge batches with different batch keys: #{inspect(acc.key)} and " <>
                inspect(batch.key)
      end

      template = acc.template || batch.template

      if batch.template && not same?(template, batch.template) do
        raise ArgumentError, """
        cannot merge batches due to incompatible templates:

            #{inspect(batch.template)}

        and:

            #{inspect(template)}
        """
      end

      acc = %{acc | template: template, stack: batch.stack ++ acc.stack}
      %{acc | size: acc.size + batch.size, pad: acc.pad + batch.pad}
    end)
  end

  # The first `count` entries, filled up with padding where there are fewer, and the others with the
  # padding that is left.
  def split(%Nx.Batch{} = batch, count) when is_integer(count) and count > 0 do
    {left, right} = cut(:lists.reverse(batch.stack), count, [])
    size = Kernel.min(count, batch.size)
    pad = Kernel.min(count - size, batch.pad)

    {%{batch | stack: left, size: size, pad: pad},
     %{batch | stack: :lists.reverse(right), size: batch.size - size, pad: batch.pad - pad}}
  end

  defp cut([{_, size} = entry | rest], count, acc) when size <= count,
    do: cut(rest, count - size, [entry | acc])

  defp cut(rest, 0, acc), do: {acc, rest}
  defp cut([], _count, acc), do: {acc, []}

  defp cut([{container, size} | rest], count, acc) do
    part = fn from, n -> Cnx.Container.map(container, &Nx.slice_along_axis(&1, from, n)) end
    {[{part.(0, count), count} | acc], [{part.(count, size - count), size - count} | rest]}
  end

  # The batch as one container, with its padding.
  def to_container(%Nx.Batch{stack: []}) do
    raise ArgumentError, "cannot traverse/jit/compile Nx.Batch without entries"
  end

  def to_container(%Nx.Batch{stack: stack, pad: pad}) do
    [{first, _} | _] = entries = :lists.reverse(stack)
    {shape, _} = Cnx.Container.flatten_result(first)

    columns =
      entries
      |> Enum.map(fn {entry, _} -> elem(Cnx.Container.flatten_result(entry), 1) end)
      |> Enum.zip()

    tensors = Enum.map(columns, &padded(Nx.concatenate(Tuple.to_list(&1)), pad))
    {container, []} = Cnx.Container.rebuild_with(shape, tensors)
    container
  end

  defp padded(tensor, 0), do: tensor

  defp padded(tensor, pad) do
    rest = List.duplicate({0, 0, 0}, tuple_size(tensor.shape) - 1)
    Nx.pad(tensor, Nx.tensor(0, type: tensor.type), [{0, pad, 0} | rest])
  end
end

defmodule Inspect.Nx.Batch do
  def inspect(batch, _opts), do: "#Nx.Batch<size: #{batch.size}, pad: #{batch.pad}, ...>"
end
