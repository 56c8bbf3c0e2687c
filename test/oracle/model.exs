# model.exs - loads the model in $MODEL and holds it against the bytes of the file.
path = System.fetch_env!("MODEL")
tensors = Safetensors.read!(path)
lazy = Safetensors.read!(path, lazy: true)
bytes = File.read!(path)

same =
  for {name, t} <- tensors do
    binary_part(bytes, lazy[name].byte_offset, lazy[name].byte_size) == Nx.to_binary(t) and
      lazy[name].shape == t.shape and Nx.to_tensor(lazy[name]) == t
  end

elements = tensors |> Map.values() |> Enum.map(&Nx.size/1) |> Enum.sum()

IO.puts(
  "#{map_size(tensors)} tensors, #{elements} elements, " <>
    "their bytes those of the file: #{Enum.all?(same)}"
)
