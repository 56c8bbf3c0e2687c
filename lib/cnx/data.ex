# Cnx.Data - files of numbers as tensors.
defmodule Cnx.Data do
  # The tensor in an IDX file (MNIST's format), which may be compressed with gzip.
  def idx(path) when is_binary(path) do
    unless File.exists?(path) do
      raise ArgumentError, "cannot read the IDX file #{inspect(path)}: there is no such file"
    end

    Cnx.Tensor.read_idx(path)
  end
end
