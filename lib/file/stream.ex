# File.Stream - a file's lines, or its pieces of so many bytes; what is collected into it is written.
defmodule File.Stream do
  defstruct [:path, modes: [], line_or_bytes: :line, raw: true, node: :nonode@nohost]

  # The file is read when the stream is run.
  def pieces(%File.Stream{path: path, line_or_bytes: size}) do
    Stream.resource(
      fn -> text(File.read(path), path) end,
      fn
        "" -> {:halt, ""}
        rest -> piece(rest, size)
      end,
      fn _ -> :ok end
    )
  end

  defp text({:ok, text}, _path), do: text

  defp text({:error, reason}, path),
    do: raise(File.Error, reason: reason, action: "stream", path: path)

  defp piece(rest, :line) do
    case :binary.match(rest, "\n") do
      {at, 1} ->
        {[binary_part(rest, 0, at + 1)], binary_part(rest, at + 1, byte_size(rest) - at - 1)}

      :nomatch ->
        {[rest], ""}
    end
  end

  defp piece(rest, bytes) do
    size = min(bytes, byte_size(rest))
    {[binary_part(rest, 0, size)], binary_part(rest, size, byte_size(rest) - size)}
  end

  defimpl Enumerable do
    def reduce(stream, acc, fun), do: Enumerable.reduce(File.Stream.pieces(stream), acc, fun)
    def count(_stream), do: {:error, __MODULE__}
    def member?(_stream, _value), do: {:error, __MODULE__}
    def slice(_stream), do: {:error, __MODULE__}
  end

  defimpl Collectable do
    def into(%{path: path, modes: modes} = stream) do
      modes = if :append in modes, do: [:write, :append], else: [:write]
      device = File.open!(path, modes)

      collect = fn
        :ok, {:cont, text} -> IO.write(device, text)
        :ok, _ -> File.close(device) && stream
      end

      {:ok, collect}
    end
  end
end
