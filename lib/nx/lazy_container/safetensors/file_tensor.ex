# Nx.LazyContainer.Safetensors.FileTensor - tensors in files as arguments of definitions.
defmodule Nx.LazyContainer.Safetensors.FileTensor do
  def traverse(tensor, acc, fun) do
    load = fn ->
      Cnx.Format.read_at({:file, tensor.path}, tensor.byte_offset, tensor.type, tensor.shape)
    end

    fun.(Nx.template(tensor.shape, tensor.type), load, acc)
  end
end
