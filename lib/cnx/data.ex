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
  def npy(path, opts \\ []) when is_binary(path), do: Cnx.Format.read_npy({:file, path}, type(opts))

  # The arrays in an .npz archive as a list of {name, tensor}, in the archive's order.
  def npz(path, opts \\ []) when is_binary(path), do: Cnx.Format.read_npz({:file, path}, type(opts))

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

  # --- shared ---

  defp type(opts) do
    opts = Keyword.validate!(opts, [:type])
    opts[:type] && Nx.Type.normalize!(opts[:type])
  end

  defp named(tensors), do: for({name, tensor} <- tensors, do: {to_string(name), Nx.to_tensor(tensor)})
end
