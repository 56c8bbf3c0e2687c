# Nx.Padding - elements around and between those of a tensor.
defmodule Nx.Padding do
  import Nx.Shared

  def pad(tensor, value, config) do
    tensor = Nx.to_tensor(tensor)
    value = typed(value, tensor.type)
    rank = tuple_size(tensor.shape)

    if value.shape != {} or value.vectorized_axes != [],
      do: raise(ArgumentError, "padding value must be a scalar and non-vectorized")

    if length(config) != rank do
      raise ArgumentError,
            "invalid padding configuration, rank of padding configuration and shape must match"
    end

    Nx.Shape.padded_dims(Tuple.to_list(tensor.shape), config, [])

    if rank == 0 do
      as(tensor, Nx.Type.merge(tensor.type, value.type))
    else
      lift(tensor, fn t, n ->
        none = List.duplicate(0, n)

        Cnx.Op.apply(:pad, [t, value],
          low: none ++ Enum.map(config, &Kernel.elem(&1, 0)),
          high: none ++ Enum.map(config, &Kernel.elem(&1, 1)),
          interior: none ++ Enum.map(config, &Kernel.elem(&1, 2))
        )
        |> Cnx.Op.names(t.names)
      end)
    end
  end

  # A number takes the tensor's type where that can hold it.
  defp typed(value, type) when is_number(value) or is_struct(value, Complex),
    do: as(Nx.to_tensor(value), Nx.Type.merge_number(type, value))

  defp typed(value, _type), do: Nx.to_tensor(value)

  # --- padding by the tensor's own elements ---

  def pad_outer(tensor, mode, config)
      when is_atom(mode) and mode not in [:nan, :infinity, :neg_infinity] do
    unless mode in [:cyclic, :mirror, :replicate, :reflect] do
      raise ArgumentError,
            "expected padding type to be either of [:cyclic, :mirror, :replicate, :reflect], " <>
              "got #{inspect(mode)}"
    end

    outer(Nx.to_tensor(tensor), mode, config)
  end

  def pad_outer(tensor, value, config) do
    tensor = Nx.to_tensor(tensor)
    check_config(tensor, config)
    pad(tensor, value, Enum.map(config, fn {low, high} -> {low, high, 0} end))
  end

  def reflect(tensor, opts \\ []) do
    opts = keyword!(opts, [:padding_config])
    tensor = Nx.to_tensor(tensor)

    if tensor.shape == {},
      do: raise(ArgumentError, "expected tensor to have rank greater than 0")

    outer(tensor, :reflect, opts[:padding_config])
  end

  defp check_config(tensor, config) do
    unless is_list(config) and length(config) == tuple_size(tensor.shape),
      do: raise(ArgumentError, "expected to have one padding_config entry each tensor axis")

    Enum.each(Enum.with_index(config), fn
      {{low, high}, _} when is_integer(low) and low >= 0 and is_integer(high) and high >= 0 ->
        :ok

      {entry, axis} ->
        raise ArgumentError,
              "expected padding config for axis #{axis} to be of the format {left, right}, with " <>
                "left and right as non-negative integers, got: #{inspect(entry)}"
    end)
  end

  # Each axis by itself: its elements are taken at the places that the mode names.
  defp outer(tensor, mode, config) do
    check_config(tensor, config)

    Enum.reduce(Enum.with_index(config), tensor, fn
      {{0, 0}, _}, tensor ->
        tensor

      {{low, high}, axis}, tensor ->
        size = elem(tensor.shape, axis)
        places = Enum.map(-low..(size + high - 1)//1, &place(mode, &1, size))
        Nx.take(tensor, Nx.tensor(places, type: {:s, 64}), axis: axis)
    end)
  end

  defp place(:replicate, i, size), do: Kernel.min(Kernel.max(i, 0), size - 1)
  defp place(:cyclic, i, size), do: Integer.mod(i, size)
  defp place(:reflect, _i, 1), do: 0

  defp place(:reflect, i, size) do
    i = Integer.mod(i, 2 * size - 2)
    if i < size, do: i, else: 2 * size - 2 - i
  end

  defp place(:mirror, i, size) do
    i = Integer.mod(i, 2 * size)
    if i < size, do: i, else: 2 * size - 1 - i
  end
end
