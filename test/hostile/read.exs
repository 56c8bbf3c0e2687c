# read.exs - reads each hostile file in the folder and prints what that says: `expected` has it.
folder = Path.dirname(__ENV__.file)

readers = %{
  ".npy" => &Cnx.Data.npy/1,
  ".npz" => &Cnx.Data.npz/1,
  ".safetensors" => &Safetensors.read!/1
}

for name <- Enum.sort(File.ls!(folder)), read = readers[Path.extname(name)] do
  try do
    IO.puts("#{name}: read as #{inspect(read.(Path.join(folder, name)))}")
  rescue
    error -> IO.puts("#{name}: (#{inspect(error.__struct__)}) #{Exception.message(error)}")
  end
end
