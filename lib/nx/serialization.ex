# Nx.Serialization - tensors and containers of them as bytes, in Nx's own format.
#
# "nx", a version, the order of bytes (0: little endian), the length of a term and the term in
# Erlang's external format, then the elements of all tensors. In the term a tensor is
# {:t, shape, type, names, vectorized axes, offset, size}, and a container
# {module, [{key, container}], what else it takes to make it again}. Files of Nx 0.5 and before are
# one term, with elements inside of it.
defmodule Nx.Serialization do
  @version 1

  def serialize(container, opts) do
    {term, {buffers, _size}} = to_term(container, {[], 0})
    data = :erlang.term_to_binary(term, opts)
    [<<"nx", @version, 0, byte_size(data)::64>>, data | Enum.reverse(buffers)]
  end

  defp to_term(%Nx.Tensor{} = tensor, {buffers, offset}) do
    %{shape: shape, names: names} = Nx.devectorize(tensor)
    bits = Nx.to_binary(tensor)
    rest = rem(8 - rem(bit_size(bits), 8), 8)
    bytes = <<bits::bitstring, 0::size(rest)>>
    term = {:t, shape, tensor.type, names, tensor.vectorized_axes, offset, byte_size(bytes)}
    {term, {[bytes | buffers], offset + byte_size(bytes)}}
  end

  defp to_term(number, acc) when is_number(number) or is_struct(number, Complex),
    do: to_term(Nx.to_tensor(number), acc)

  defp to_term(container, acc) do
    {module, pairs, kept} = parts(container)

    {pairs, acc} =
      Enum.map_reduce(pairs, acc, fn {key, part}, acc ->
        {term, acc} = to_term(part, acc)
        {{key, term}, acc}
      end)

    {{module, pairs, kept}, acc}
  end

  defp parts(tuple) when is_tuple(tuple),
    do: {Nx.Container.Tuple, Enum.map(Tuple.to_list(tuple), &{[], &1}), :ok}

  defp parts(%module{} = struct) do
    case Cnx.Struct.derived(module, Nx.Container) do
      nil ->
        implementation = Cnx.Protocol.implementation(Nx.Container, struct) || undefined(struct)
        implementation.serialize(struct)

      opts ->
        fields = fn names -> for name <- names || [], do: {name, Map.fetch!(struct, name)} end
        {Module.concat(Nx.Container, module), fields.(opts[:containers]), fields.(opts[:keep])}
    end
  end

  defp parts(map) when is_map(map), do: {Nx.Container.Map, Map.to_list(map), :ok}
  defp parts(other), do: undefined(other)

  defp undefined(value), do: raise(Protocol.UndefinedError, protocol: Nx.Container, value: value)

  # --- external terms ---

  # The struct that a tensor is in an external term: its elements are in a binary.
  def to_struct(tensor) do
    data = %{__struct__: Nx.BinaryBackend, state: Nx.to_binary(tensor)}
    tensor |> Map.from_struct() |> Map.merge(%{__struct__: Nx.Tensor, data: data})
  end

  # The tensor of such a struct. What is none, another backend's say, stays what it is.
  def of_struct(%{data: %{__struct__: Nx.BinaryBackend, state: bytes}} = map) do
    axes = Map.get(map, :vectorized_axes, [])
    sizes = Keyword.values(axes)
    shape = List.to_tuple(sizes ++ Tuple.to_list(map.shape))
    names = List.duplicate(nil, length(sizes)) ++ map.names
    {type, bits} = checked(map.type, shape, names, 0)
    true = bit_size(bytes) == bits
    tensor = tensor(bytes, type, bits, shape, names, :little)
    if axes == [], do: tensor, else: Nx.vectorize(tensor, axes)
  rescue
    _ -> map
  end

  def of_struct(map), do: map

  # --- reading ---

  def deserialize(<<"nx", @version, order, size::64, rest::binary>>, opts) do
    if byte_size(rest) < size,
      do: invalid("a term of #{size} bytes where #{byte_size(rest)} are left, at byte 4")

    unless order in [0, 1], do: invalid("the order of bytes is neither 0 nor 1, at byte 3")
    <<data::binary-size(size), buffers::binary>> = rest
    base = 12 + size
    of_term(read(data, opts), {order, buffers, base})
  end

  def deserialize(<<"nx", @version, rest::binary>>, _opts) when byte_size(rest) < 9,
    do: invalid("it ends within the head, at byte #{byte_size(rest) + 3}")

  def deserialize(<<"nx", version, _::binary>>, _opts),
    do: raise(ArgumentError, "cannot deserialize Nx format v#{version}")

  def deserialize(binary, opts) do
    case read(binary, opts) do
      {1, order, term} when order in [:little, :big] -> of_term(term, {:old, order})
      _ -> invalid("it is neither Nx's format nor that of Nx 0.5, at byte 0")
    end
  end

  defp read(data, opts), do: Cnx.Format.read_term(data, :safe in opts)

  defp of_term({:t, shape, type, names, axes, offset, size}, {order, buffers, base})
       when is_integer(order) do
    {type, bits} = checked(type, shape, names, 12)

    unless is_integer(offset) and is_integer(size) and offset >= 0 and size >= 0 and
             offset + size <= byte_size(buffers) do
      invalid(
        "#{inspect(size)} bytes of a tensor from byte #{inspect(offset)} of the elements on, " <>
          "where there are #{byte_size(buffers)}, at byte #{base}"
      )
    end

    if size != div(bits + 7, 8) do
      invalid(
        "a tensor of type #{Nx.Type.to_string(type)} and shape #{inspect(shape)} with #{size} bytes, " <>
          "at byte #{base + offset}"
      )
    end

    bytes = binary_part(buffers, offset, size)
    tensor = tensor(bytes, type, bits, shape, names, if(order == 1, do: :big, else: :little))
    if axes!(axes, 12) == [], do: tensor, else: Nx.vectorize(tensor, axes)
  end

  defp of_term({:tensor, shape, type, names, bytes}, {:old, order}) when is_binary(bytes) do
    {type, bits} = checked(type, shape, names, 0)

    if byte_size(bytes) * 8 != bits,
      do: in_term("a tensor of shape #{inspect(shape)} with #{byte_size(bytes)} bytes", 0)

    tensor(bytes, type, bits, shape, names, order)
  end

  defp of_term({:container, container}, {:old, _} = place), do: of_container(container, place)

  defp of_term({module, pairs, kept}, place) when is_atom(module) and is_list(pairs) do
    if List.improper?(pairs),
      do: in_term("expected a list of containers, got: #{inspect(pairs)}", 12)

    pairs =
      for pair <- pairs do
        case pair do
          {key, term} -> {key, of_term(term, place)}
          other -> in_term("expected a key and a container, got: #{inspect(other)}", 12)
        end
      end

    assemble(module, pairs, kept)
  end

  defp of_term(term, _place),
    do: raise(ArgumentError, "unable to deserialize term to tensor: #{inspect(term)}")

  defp assemble(Nx.Container.Tuple, pairs, :ok), do: List.to_tuple(Enum.map(pairs, &elem(&1, 1)))
  defp assemble(Nx.Container.Map, pairs, :ok), do: Map.new(pairs)

  # Only what implements the protocol is called: a file must not choose any module of the program.
  defp assemble(module, pairs, kept) do
    case Atom.to_string(module) do
      "Elixir.Nx.Container." <> name ->
        struct = String.to_atom("Elixir." <> name)

        cond do
          Code.ensure_loaded?(struct) and Cnx.Struct.derived(struct, Nx.Container) != nil and
              is_list(kept) ->
            struct!(struct, fields!(struct, pairs ++ kept))

          Code.ensure_loaded?(module) and function_exported?(module, :deserialize, 2) ->
            module.deserialize(pairs, kept)

          true ->
            in_term(
              "a container of #{inspect(struct)}, which does not implement Nx.Container",
              12
            )
        end

      _ ->
        in_term(
          "a container of #{inspect(module)}, which is no implementation of Nx.Container",
          12
        )
    end
  end

  defp fields!(struct, fields) do
    known = struct.__struct__()

    if Keyword.keyword?(fields) and Enum.all?(fields, fn {key, _} -> is_map_key(known, key) end),
      do: fields,
      else: in_term("expected fields of #{inspect(struct)}, got: #{inspect(fields)}", 12)
  end

  defp of_container(%{} = map, place),
    do: Map.new(map, fn {key, term} -> {key, of_term(term, place)} end)

  defp of_container(tuple, place) when is_tuple(tuple),
    do: tuple |> Tuple.to_list() |> Enum.map(&of_term(&1, place)) |> List.to_tuple()

  defp of_container(other, _place), do: in_term("expected a container, got: #{inspect(other)}", 0)

  # The type and how many bits a tensor of it has.
  defp checked(type, shape, names, at) do
    dims = is_tuple(shape) && Tuple.to_list(shape)

    unless dims && Enum.all?(dims, &(is_integer(&1) and &1 > 0)),
      do: in_term("expected a shape, got: #{inspect(shape)}", at)

    unless is_list(names) and length(names) == length(dims),
      do: in_term("expected a name or nil for each axis, got: #{inspect(names)}", at)

    type = Nx.Type.normalize!(type)
    {_, width} = type
    {type, Enum.product(dims) * width}
  end

  defp tensor(bytes, {kind, width} = type, bits, shape, names, order) do
    width = if kind == :c, do: div(width, 2), else: width

    bytes =
      if order == :big and width > 8,
        do: for(<<x::size(width)-big <- bytes>>, into: <<>>, do: <<x::size(width)-little>>),
        else: bytes

    <<elements::bitstring-size(bits), _::bitstring>> = bytes
    elements |> Nx.from_binary(type) |> Nx.reshape(shape, names: names)
  end

  defp axes!(axes, at) do
    if Keyword.keyword?(axes) and Enum.all?(axes, fn {_, size} -> is_integer(size) end),
      do: axes,
      else: in_term("expected vectorized axes, got: #{inspect(axes)}", at)
  end

  # Where the term begins is as near as it can be said.
  defp in_term(what, at), do: invalid("#{what}, in the term at byte #{at}")

  defp invalid(what), do: raise(ArgumentError, "invalid Nx data: " <> what)
end
