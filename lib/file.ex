# File - files by path. Functions give :ok, {:ok, value} or {:error, reason}; those with a bang
# raise File.Error.
defmodule File do
  def read(path), do: Cnx.File.read(path)
  def read!(path), do: value!(Cnx.File.read(path), path, "read file")

  def write(path, content, modes \\ []),
    do: Cnx.File.write(path, content, Enum.member?(modes, :append))

  def write!(path, content, modes \\ []),
    do: done!(write(path, content, modes), path, "write to file")

  def rm(path), do: Cnx.File.rm(path)
  def rm!(path), do: done!(rm(path), path, "remove file")
  def rmdir(path), do: Cnx.File.rmdir(path)
  def rmdir!(path), do: done!(rmdir(path), path, "remove directory")
  def mkdir(path), do: Cnx.File.mkdir(path)
  def mkdir!(path), do: done!(mkdir(path), path, "make directory")
  def cwd, do: Cnx.File.cwd()
  def cwd!, do: value!(cwd(), "", "get current working directory")
  def cd(path), do: Cnx.File.chdir(path)
  def cd!(path), do: done!(cd(path), path, "set current working directory to")
  def ls(path \\ "."), do: Cnx.File.list(path)
  def ls!(path \\ "."), do: value!(ls(path), path, "list directory")
  def rename(from, to), do: Cnx.File.rename(from, to)
  def exists?(path), do: match?({:ok, _}, Cnx.File.about(path))
  def dir?(path), do: match?({:ok, {:directory, _, _}}, Cnx.File.about(path))
  def regular?(path), do: match?({:ok, {:regular, _, _}}, Cnx.File.about(path))

  def mkdir_p(path) do
    cond do
      dir?(path) ->
        :ok

      Path.dirname(path) == path ->
        mkdir(path)

      true ->
        with :ok <- mkdir_p(Path.dirname(path)) do
          case mkdir(path) do
            {:error, :eexist} -> if dir?(path), do: :ok, else: {:error, :eexist}
            other -> other
          end
        end
    end
  end

  def mkdir_p!(path), do: done!(mkdir_p(path), path, "make directory (with -p)")

  def cp(from, to) do
    with {:ok, bytes} <- read(from), do: write(to, bytes)
  end

  def cp!(from, to), do: done!(cp(from, to), from, "copy")

  def rm_rf(path) do
    case remove_all(path, []) do
      {:error, reason, path} -> {:error, reason, path}
      removed -> {:ok, removed}
    end
  end

  def rm_rf!(path) do
    case rm_rf(path) do
      {:ok, removed} ->
        removed

      {:error, reason, path} ->
        failed(reason, path, "remove files and directories recursively from")
    end
  end

  defp remove_all(path, removed) do
    cond do
      dir?(path) -> remove_directory(path, removed)
      rm(path) == :ok -> [path | removed]
      true -> removed
    end
  end

  defp remove_directory(path, removed) do
    inner = path |> ls!() |> Enum.reduce(removed, &remove_all(Path.join(path, &1), &2))

    case rmdir(path) do
      :ok -> [path | inner]
      {:error, reason} -> {:error, reason, path}
    end
  end

  # Lines, or pieces of so many bytes; the file is read when the stream is run.
  def stream!(path, lines_or_bytes \\ :line, modes \\ [])

  def stream!(path, modes, size) when is_list(modes),
    do: stream!(path, if(size == [], do: :line, else: size), [])

  def stream!(path, :line, _modes) do
    Stream.resource(
      fn -> read!(path) end,
      fn
        "" ->
          {:halt, ""}

        rest ->
          case :binary.split(rest, "\n") do
            [line, rest] -> {[line <> "\n"], rest}
            [line] -> {[line], ""}
          end
      end,
      fn _ -> :ok end
    )
  end

  def stream!(path, bytes, _modes) when is_integer(bytes) and bytes > 0 do
    Stream.resource(
      fn -> read!(path) end,
      fn
        "" ->
          {:halt, ""}

        rest ->
          size = min(bytes, byte_size(rest))
          {[binary_part(rest, 0, size)], binary_part(rest, size, byte_size(rest) - size)}
      end,
      fn _ -> :ok end
    )
  end

  defp done!(:ok, _path, _action), do: :ok
  defp done!({:error, reason}, path, action), do: failed(reason, path, action)
  defp value!({:ok, value}, _path, _action), do: value
  defp value!({:error, reason}, path, action), do: failed(reason, path, action)

  defp failed(reason, path, action) do
    raise File.Error, reason: reason, action: action, path: IO.chardata_to_string(path)
  end
end
