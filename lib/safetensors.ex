# Safetensors - named tensors in files of the safetensors format, as maps from names to tensors.
defmodule Safetensors do
  alias Safetensors.FileTensor

  # Writes a map of tensors to a file, one after the other; the file is replaced at once.
  def write!(path, tensors) when is_map(tensors) do
    Cnx.Format.write_safetensors(pairs(tensors), IO.chardata_to_string(path))
    :ok
  end

  # The bytes of such a file, as iodata.
  def dump(tensors) when is_map(tensors), do: Cnx.Format.write_safetensors(pairs(tensors), nil)

  # All tensors of a file. With `lazy: true` only the header is read, and the map has
  # Safetensors.FileTensor in place of tensors: Nx.to_tensor/1 reads one.
  def read!(path, opts \\ []) do
    opts = Keyword.validate!(opts, lazy: false)
    path = IO.chardata_to_string(path)

    if opts[:lazy] do
      for {name, type, shape, offset} <- Cnx.Format.list_safetensors({:file, path}), into: %{} do
        size = Nx.byte_size(Nx.template(shape, type))

        {name,
         %FileTensor{shape: shape, type: type, path: path, byte_offset: offset, byte_size: size}}
      end
    else
      Map.new(Cnx.Format.read_safetensors({:file, path}))
    end
  end

  # The opposite of dump/1.
  def load!(data) when is_binary(data) or is_list(data),
    do: data |> IO.iodata_to_binary() |> Cnx.Format.read_safetensors() |> Map.new()

  defp pairs(tensors),
    do: for({name, tensor} <- tensors, do: {to_string(name), Nx.to_tensor(tensor)})
end
