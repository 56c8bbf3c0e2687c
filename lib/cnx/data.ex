# Cnx.Data - files of numbers as tensors.
#
# Readers take a path and say in an ArgumentError what is wrong with a file and at which byte.
# Writers replace a file at once or not at all, and return its path. NumPy's formats know no names
# and no vectorized axes: those are not stored.
defmodule Cnx.Data do
  # The tensor in an IDX file (MNIST's format), which may be compressed with gzip.
  def idx(path) when is_binary(path) do
    unless File.exists?(path) do
      raise ArgumentError, "cannot read the IDX file #{inspect(path)}: there is no such file"
    end

    Cnx.Format.read_idx({:file, path})
  end

  # --- NumPy ---

  # The array in an .npy file. NumPy has no types for bf16, f8 and integers below a byte and stores
  # them as bytes without a type: two are read as bf16, and for one `type:` says what it is.
  def npy(path, opts \\ []) when is_binary(path),
    do: Cnx.Format.read_npy({:file, path}, type(opts))

  # The arrays in an .npz archive as a list of {name, tensor}, in the archive's order.
  def npz(path, opts \\ []) when is_binary(path),
    do: Cnx.Format.read_npz({:file, path}, type(opts))

  def write_npy(path, tensor) when is_binary(path),
    do: Cnx.Format.write_npy(Nx.to_tensor(tensor), path)

  # `tensors` are pairs of a name and a tensor: a keyword list, a map or a list of tuples.
  # `compress: true` packs them.
  def write_npz(path, tensors, opts \\ []) when is_binary(path) do
    opts = Keyword.validate!(opts, compress: false)
    Cnx.Format.write_npz(named(tensors), path, opts[:compress])
  end

  # The bytes of such files; Nx.load_numpy!/1 and Nx.load_numpy_archive!/1 read them.
  def dump_npy(tensor), do: Cnx.Format.write_npy(Nx.to_tensor(tensor), nil)

  def dump_npz(tensors, opts \\ []) do
    opts = Keyword.validate!(opts, compress: false)
    Cnx.Format.write_npz(named(tensors), nil, opts[:compress])
  end

  # --- CSV ---

  # The numbers in a CSV file as a tensor of rows and columns, of `type:` ({:f, 32}).
  #
  # `header:` says whether the first line has names; without it, it does when none of its cells is a
  # number. `columns:` chooses columns by name, or by number from 0. Empty cells, NA and NaN are NaN
  # where the type is a float. `separator:` is one character (",").
  def csv(path, opts \\ []) when is_binary(path) do
    opts = Keyword.validate!(opts, [:header, :columns, separator: ",", type: {:f, 32}])
    text = File.read!(path)

    header =
      Keyword.get_lazy(opts, :header, fn -> Cnx.Format.csv_has_header(text, opts[:separator]) end)

    columns = opts[:columns] && columns(opts[:columns], text, header, opts[:separator])
    Cnx.Format.read_csv(text, opts[:separator], header, Nx.Type.normalize!(opts[:type]), columns)
  end

  # The names in a CSV file's first line.
  def csv_names(path, opts \\ []) when is_binary(path) do
    opts = Keyword.validate!(opts, separator: ",")
    Cnx.Format.csv_names(File.read!(path), opts[:separator])
  end

  defp columns(wanted, text, header, separator) do
    names = if header, do: Cnx.Format.csv_names(text, separator), else: []

    for column <- wanted do
      cond do
        is_integer(column) and column >= 0 ->
          column

        index = Enum.find_index(names, &(&1 == to_string(column))) ->
          index

        true ->
          raise ArgumentError, "expected columns among #{inspect(names)}, got: #{inspect(column)}"
      end
    end
  end

  # --- pictures ---

  # The picture in a PNG file as a tensor of height, width and channels: grey, grey and alpha, red
  # green blue, or these and alpha. Elements are u8, those of pictures of 16 bits u16.
  def png(path) when is_binary(path), do: Cnx.Format.read_png({:file, path})

  # Writes a u8 or u16 tensor of height, width and 1 to 4 channels, or of height and width.
  def write_png(path, tensor) when is_binary(path),
    do: Cnx.Format.write_png(Nx.to_tensor(tensor), path)

  # --- shared ---

  defp type(opts) do
    opts = Keyword.validate!(opts, [:type])
    opts[:type] && Nx.Type.normalize!(opts[:type])
  end

  defp named(tensors),
    do: for({name, tensor} <- tensors, do: {to_string(name), Nx.to_tensor(tensor)})
end
