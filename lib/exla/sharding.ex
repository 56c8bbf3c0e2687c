# EXLA.Sharding - definitions over a mesh: each device gets a part of every argument and gives a part
# of every result. XLA's partitioner (Shardy) spreads what the arguments say through the program and
# does the communication.
#
# A sharding is a map from an argument's axes to lists of the mesh's axes over which they are cut.
# The devices of a mesh are counted with its last axis fastest.
defmodule EXLA.Sharding do
  alias Cnx.Container

  # The results, one a device, for a list of lists of arguments, one a device.
  def run(fun, mesh, parts, opts) do
    {{graph, result}, mesh_text, key} = traced(fun, mesh, parts, opts)

    program =
      Cnx.Jit.get(key) ||
        Cnx.Jit.put(key, Cnx.Program.build(graph.(), EXLA.Client.compiler(opts), nil, mesh_text))

    tensors = for part <- parts, arg <- part, tensor <- tensors(arg), do: tensor
    outputs = Cnx.Program.run(program, tensors)

    for output <- Enum.chunk_every(outputs, div(length(outputs), length(parts))) do
      {value, []} = Container.rebuild(result.(), output)
      value
    end
  end

  # The graph of the whole values, its result's template and the mesh in Shardy's text.
  def module(fun, mesh, parts, opts) do
    {{graph, result}, mesh_text, _key} = traced(fun, mesh, parts, opts)
    {graph.(), result.(), mesh_text}
  end

  defp tensors(arg),
    do: arg |> Container.flatten_argument() |> elem(1) |> Enum.map(&Cnx.Tensor.local/1)

  # Tracing is put off until somebody asks: a program that is known needs its result's template alone.
  defp traced(fun, mesh, parts, opts) do
    count = Enum.product(Tuple.to_list(mesh.shape))
    check!(mesh, count, parts)
    shardings = shardings!(hd(parts), mesh, opts[:input_shardings])
    whole = whole(hd(parts), shardings, mesh)
    flat = Enum.map(whole, &Container.flatten_argument/1)
    key = {EXLA.Sharding, fun, Enum.map(flat, &elem(&1, 0)), mesh, shardings, opts}

    leaves =
      Enum.zip(flat, shardings) |> Enum.flat_map(fn {{_, ts}, s} -> Enum.map(ts, &{&1, s}) end)

    texts = Enum.map(leaves, fn {tensor, sharding} -> attribute(tensor, sharding, mesh) end)

    entry = fn ->
      Cnx.Jit.get({key, :traced}) ||
        Cnx.Jit.put({key, :traced}, Cnx.Tracing.trace_flat(fun, flat, opts))
    end

    graph = fn -> elem(entry.(), 0) end
    result = fn -> elem(entry.(), 1) end
    {{graph, result}, {count, mesh_text(mesh), texts}, key}
  end

  defp check!(mesh, count, parts) do
    unless length(parts) == count do
      raise ArgumentError,
            "expected #{count} lists of arguments, one for each device of the mesh " <>
              "#{inspect(mesh.name)}, got: #{length(parts)}"
    end

    [first | rest] = Enum.map(parts, &form/1)

    unless Enum.all?(rest, &(&1 == first)) do
      raise ArgumentError, "expected all devices to get arguments of the same types and shapes"
    end

    for part <- parts, arg <- part, tensor <- tensors(arg), Cnx.Tensor.donatable?(tensor) do
      raise ArgumentError, "donation is not currently supported with sharded execution"
    end
  end

  defp form(part), do: Enum.map(part, &elem(Container.flatten_argument(&1), 0))

  # One map an argument.
  defp shardings!(args, _mesh, nil), do: Enum.map(args, fn _ -> %{} end)

  defp shardings!(args, mesh, shardings) when length(shardings) == length(args) do
    for {arg, sharding} <- Enum.zip(args, shardings), tensor <- tensors(arg) do
      check_sharding!(tensor, sharding, mesh)
    end

    shardings
  end

  defp shardings!(args, _mesh, shardings) do
    raise ArgumentError,
          "expected :input_shardings to have a map for each of #{length(args)} arguments, got: " <>
            inspect(shardings)
  end

  defp check_sharding!(tensor, sharding, mesh) do
    axes = tuple_size(mesh.shape)

    for {axis, over} <- sharding do
      unless axis in 0..(Nx.rank(tensor) - 1)//1 do
        raise ArgumentError,
              "axis #{inspect(axis)} of the sharding #{inspect(sharding)} is not one of a tensor of shape " <>
                inspect(tensor.shape)
      end

      unless Enum.all?(over, &(&1 in 0..(axes - 1)//1)) do
        raise ArgumentError,
              "the sharding #{inspect(sharding)} names axes that the mesh of shape " <>
                "#{inspect(mesh.shape)} does not have"
      end
    end

    over = sharding |> Map.values() |> List.flatten()

    unless over == Enum.uniq(over) do
      raise ArgumentError, "the sharding #{inspect(sharding)} uses an axis of the mesh twice"
    end
  end

  # Templates of the arguments that the parts are of.
  defp whole(args, shardings, mesh) do
    for {arg, sharding} <- Enum.zip(args, shardings) do
      case Container.flatten_argument(arg) do
        {{:static, _}, []} -> arg
        _ -> Container.map(arg, &whole_template(&1, sharding, mesh))
      end
    end
  end

  defp whole_template(tensor, sharding, mesh) do
    shape =
      for {size, axis} <- Enum.with_index(Tuple.to_list(tensor.shape)) do
        over = Map.get(sharding, axis, [])
        Enum.reduce(over, size, &(elem(mesh.shape, &1) * &2))
      end

    Nx.template(List.to_tuple(shape), tensor.type, names: tensor.names)
  end

  # --- Shardy's text ---

  defp mesh_text(mesh) do
    axes =
      mesh.shape
      |> Tuple.to_list()
      |> Enum.with_index()
      |> Enum.map_join(", ", fn {size, axis} -> "\"axis_#{axis}\"=#{size}" end)

    "sdy.mesh #{symbol(mesh)} = <[#{axes}]>"
  end

  defp attribute(tensor, sharding, mesh) do
    axes =
      Enum.map_join(0..(Nx.rank(tensor) - 1)//1, ", ", fn axis ->
        "{" <> Enum.map_join(Map.get(sharding, axis, []), ", ", &"\"axis_#{&1}\"") <> "}"
      end)

    "sdy.sharding = #sdy.sharding<#{symbol(mesh)}, [#{axes}]>"
  end

  defp symbol(mesh) do
    name = to_string(mesh.name)
    if name =~ ~r/^[A-Za-z_][A-Za-z0-9_]*$/, do: "@" <> name, else: "@" <> inspect(name)
  end
end
