# Inspect.Nx.Tensor - tensors that a module of the program holds: type and shape, then what the module shows.
defmodule Inspect.Nx.Tensor do
  import Inspect.Algebra

  def inspect(%{data: %module{}} = tensor, opts) do
    vectors = for {name, size} <- tensor.vectorized_axes, do: "[#{name}: #{size}]"
    vectors = if vectors == [], do: [], else: [line(), "vectorized" <> Enum.join(vectors)]
    template = Nx.template(tensor.shape, tensor.type, names: tensor.names)
    [_, head | _] = Kernel.inspect(template) |> String.split("\n")
    data = module.inspect(Cnx.Tensor.devectorize(tensor), opts)

    body = concat(vectors ++ [line(), String.trim_leading(head), line(), data])
    force_unfit(concat(["#Nx.Tensor<", nest(body, 2), line(), ">"]))
  end
end
