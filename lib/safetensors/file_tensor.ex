# Safetensors.FileTensor - a tensor in a file that is read when it is asked for.
defmodule Safetensors.FileTensor do
  defstruct [:shape, :type, :path, :byte_offset, :byte_size]

  def load(%Safetensors.FileTensor{} = t),
    do: Cnx.Format.read_at({:file, t.path}, t.byte_offset, t.type, t.shape)
end
