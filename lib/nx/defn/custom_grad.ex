# Nx.Defn.CustomGrad - values whose gradients the program gives.
defmodule Nx.Defn.CustomGrad do
  # The function is traced at once, on a parameter that stands for the cotangent of the value.
  def of(expr, inputs, fun) do
    if Cnx.Trace.active?(),
      do: custom(Nx.to_tensor(expr), Enum.map(inputs, &Nx.to_tensor/1), fun),
      else: expr
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
