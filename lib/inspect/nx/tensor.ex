# Inspect.Nx.Tensor - tensors that a module of the program holds: type and shape, then what the module shows.
defmodule Inspect.Nx.Tensor do
  import Inspect.Algebra

  def inspect(%{data: %module{}} = tensor, opts) do
    template = Nx.template(tensor.shape, tensor.type, names: tensor.names)
    [_, head | _] = Kernel.inspect(template) |> String.split("\n")

    body = concat([line(), String.trim_leading(head), line(), module.inspect(tensor, opts)])
    force_unfit(concat(["#Nx.Tensor<", nest(body, 2), line(), ">"]))
  end
end
