# read.exs - reads each hostile file in the folder and prints what that says: `expected` has it.
folder = Path.dirname(__ENV__.file)

readers = %{
  ".npy" => &Cnx.Data.npy/1,
  ".npz" => &Cnx.Data.npz/1,
  ".safetensors" => &Safetensors.read!/1,
  ".idx" => &Cnx.Data.idx/1,
  ".csv" => &Cnx.Data.csv/1,
  ".png" => &Cnx.Data.png/1,
  ".term" => &Cnx.Format.read_term(File.read!(&1), false),
  ".nx" => &Nx.deserialize(File.read!(&1))
}

for name <- Enum.sort(File.ls!(folder)), read = readers[Path.extname(name)] do
  try do
    IO.puts("#{name}: read as #{inspect(read.(Path.join(folder, name)))}")
  rescue
    error -> IO.puts("#{name}: (#{inspect(error.__struct__)}) #{Exception.message(error)}")
  end
end
