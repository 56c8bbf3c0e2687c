# Nx.Defn.CustomGrad - values whose gradients the program gives.
defmodule Nx.Defn.CustomGrad do
  alias Cnx.Container

  # The function is traced at once, on a parameter that stands for the cotangent of the value.
  def of(expr, inputs, fun) do
    if Cnx.Trace.active?(),
      do: traced(expr, Enum.map(inputs, &Nx.to_tensor/1), fun),
      else: expr
  end

  defp traced(tuple, inputs, fun) when is_tuple(tuple), do: several(tuple, inputs, fun)

  defp traced(%module{} = struct, inputs, fun) when module not in [Nx.Tensor, Complex],
    do: several(struct, inputs, fun)

  defp traced(map, inputs, fun) when is_map(map) and not is_struct(map),
    do: several(map, inputs, fun)

  defp traced(expr, inputs, fun), do: custom(Nx.to_tensor(expr), inputs, fun)

  # A container: each part hands its cotangent on to its place in one flat tensor that is all zeros,
  # of which nothing is left but that its gradient is what `fun` makes of all the cotangents at once.
  defp several(container, inputs, fun) do
    {template, parts} = Container.flatten_result(container)
    parts = Enum.map(parts, &Nx.Defn.Expr.tensor/1)
    {places, size} = Enum.map_reduce(parts, 0, &place/2)

    if size == 0 do
      container
    else
      types = Enum.map(parts, &cotangent_type(&1.type))
      zeros = Nx.broadcast(Nx.tensor(0, type: Enum.reduce(types, &Nx.Type.merge/2)), {size})

      hub =
        custom(zeros, inputs, fn all ->
          cotangents = Enum.zip_with(places, types, &taken(all, &1, &2))
          {cotangents, []} = Container.rebuild(template, cotangents)
          fun.(cotangents)
        end)

      parts =
        Enum.zip_with(parts, places, fn part, place ->
          custom(part, [hub], fn dy -> [put(dy, place, size, hub.type)] end)
        end)

      {result, []} = Container.rebuild(template, parts)
      result
    end
  end

  # Where a part's cotangent lies, as {its plain shape, its first element}.
  defp place(part, at) do
    shape = plain(part).shape
    {{shape, at}, at + Nx.size(shape)}
  end

  defp taken(all, {shape, at}, type) do
    all |> Nx.slice([at], [Nx.size(shape)]) |> Nx.reshape(shape) |> Nx.as_type(type)
  end

  defp put(dy, {shape, at}, size, type) do
    count = Nx.size(shape)
    flat = dy |> plain() |> Nx.as_type(type) |> Nx.reshape({count}, names: [nil])
    Nx.pad(flat, 0, [{at, size - at - count, 0}])
  end

  defp custom(value, inputs, fun) do
    like = Nx.as_type(value, cotangent_type(value.type))
    depth = Cnx.Trace.depth()
    Cnx.Trace.region()

    try do
      cotangents = fun.(Cnx.Trace.parameter(like))

      unless is_list(cotangents) and
               Enum.all?(cotangents, &(is_struct(&1, Nx.Tensor) or is_number(&1))) do
        raise "custom_grad/3 must return a list of tensors that map directly to the inputs"
      end

      used =
        Enum.zip_with(inputs, cotangents, fn x, dx -> {x, cotangent(Nx.to_tensor(dx), x)} end)

      region = Cnx.Trace.finish(Enum.map(used, fn {_, dx} -> dx end))
      Cnx.Trace.custom_grad(value, Enum.map(used, fn {x, _} -> x end), region)
    rescue
      e ->
        Cnx.Trace.abort(depth)
        reraise e, __STACKTRACE__
    end
  end

  defp cotangent_type({:c, _} = type), do: type
  defp cotangent_type(type), do: Nx.Type.merge(Nx.Type.to_floating(type), {:f, 32})

  # As large as its input.
  defp cotangent(dx, x) do
    {dx, x} = {plain(dx), plain(x)}
    dx = if Nx.Type.integer?(dx.type), do: Nx.as_type(dx, {:f, 32}), else: dx

    cond do
      dx.shape == x.shape ->
        dx

      dx.shape == {} ->
        Nx.broadcast(dx, x.shape)

      true ->
        raise ArgumentError,
              "custom_grad/3 expects a gradient of the shape of its input #{inspect(x.shape)}, " <>
                "got #{inspect(dx.shape)}"
    end
  end

  defp plain(%{vectorized_axes: []} = tensor), do: tensor
  defp plain(tensor), do: Cnx.Tensor.devectorize(tensor)
end
