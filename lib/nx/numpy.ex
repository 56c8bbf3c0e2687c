# Nx.Numpy - tensors in NumPy's .npy format: a magic word, a header written as a Python dictionary,
# the elements. Fortran order is the transpose's C order.
defmodule Nx.Numpy do
  def load(<<0x93, "NUMPY", 1, _minor, size::16-little, rest::binary>>), do: parse(rest, size)

  def load(<<0x93, "NUMPY", major, _minor, size::32-little, rest::binary>>) when major in [2, 3],
    do: parse(rest, size)

  def load(_), do: invalid()

  defp invalid,
    do: raise(ArgumentError, "unable to parse NumPy file, it may be corrupted or invalid")

  defp parse(bytes, size) when byte_size(bytes) >= size do
    header = binary_part(bytes, 0, size)
    data = binary_part(bytes, size, byte_size(bytes) - size)
    {order, type} = type(quoted(header, "'descr':"))
    shape = shape(after_key(header, "'shape':"))
    fortran = String.starts_with?(after_key(header, "'fortran_order':"), "True")
    {_, bits} = type
    count = Enum.product(Tuple.to_list(shape))
    bytes = div(count * bits, 8)
    if byte_size(data) < bytes, do: invalid()

    tensor =
      data
      |> binary_part(0, bytes)
      |> ordered(order, type)
      |> Nx.from_binary(type)

    if fortran do
      reversed = List.to_tuple(:lists.reverse(Tuple.to_list(shape)))
      Nx.transpose(Nx.reshape(tensor, reversed))
    else
      Nx.reshape(tensor, shape)
    end
  end

  defp parse(_bytes, _size), do: invalid()

  defp after_key(header, key) do
    case String.split(header, key, parts: 2) do
      [_, rest] -> String.trim_leading(rest)
      _ -> invalid()
    end
  end

  defp quoted(header, key) do
    case String.split(after_key(header, key), "'", parts: 3) do
      ["", text, _] -> text
      _ -> invalid()
    end
  end

  defp type(<<order, kind, bytes::binary>>) when order in [?<, ?>, ?|, ?=] do
    bits =
      case Integer.parse(bytes) do
        {bytes, ""} -> bytes * 8
        _ -> invalid()
      end

    kind =
      case kind do
        ?i -> :s
        ?u -> :u
        ?f -> :f
        ?c -> :c
        ?b -> :u
        _ -> invalid()
      end

    {if(order == ?>, do: :big, else: :little), Nx.Type.normalize!({kind, bits})}
  end

  defp type(_), do: invalid()

  defp shape("(" <> rest) do
    [dims | _] = String.split(rest, ")", parts: 2)

    dims
    |> String.split(",")
    |> Enum.map(&String.trim/1)
    |> Enum.reject(&(&1 == ""))
    |> Enum.map(&String.to_integer/1)
    |> List.to_tuple()
  end

  defp shape(_), do: invalid()

  # Bytes of each number in the machine's order, which is little endian.
  defp ordered(data, :little, _type), do: data

  defp ordered(data, :big, {kind, bits}) do
    width = if kind == :c, do: div(bits, 2), else: bits
    for <<x::size(width)-big <- data>>, into: <<>>, do: <<x::size(width)-little>>
  end
end
