# Safetensors.FileTensor - a tensor in a file that is read when it is asked for.
defmodule Safetensors.FileTensor do
  defstruct [:shape, :type, :path, :byte_offset, :byte_size]
end
