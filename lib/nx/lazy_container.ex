# Nx.LazyContainer - arguments of definitions whose tensors are made when they are needed.
#
# traverse(data, acc, fun) calls fun.(template, load, acc) for each tensor, where load.() makes it, and
# gives the container of what fun returns.
defmodule Nx.LazyContainer do
  def traverse(data, acc, fun) do
    case is_struct(data) && Cnx.Protocol.implementation(Nx.LazyContainer, data) do
      none when none in [nil, false] -> eager(data, acc, fun)
      module -> module.traverse(data, acc, fun)
    end
  end

  def impl_for(value),
    do: Cnx.Protocol.implementation(Nx.LazyContainer, value) || Nx.Container.impl_for(value)

  defp eager(data, acc, fun) do
    {template, tensors} = Cnx.Container.flatten_argument(data)

    {values, acc} =
      Enum.map_reduce(tensors, acc, fn tensor, acc ->
        fun.(template_of(tensor), fn -> tensor end, acc)
      end)

    {result, []} = Cnx.Container.rebuild_with(template, values)
    {result, acc}
  end

  defp template_of(tensor) do
    {axes, sizes} = Enum.unzip(tensor.vectorized_axes)
    shape = List.to_tuple(sizes ++ Tuple.to_list(tensor.shape))
    template = Cnx.Tensor.template(shape, tensor.type) |> Cnx.Op.names(axes ++ tensor.names)
    template = if axes == [], do: template, else: Cnx.Tensor.vectorize(template, axes)
    if tensor.donatable?, do: Cnx.Tensor.donatable(template), else: template
  end
end
