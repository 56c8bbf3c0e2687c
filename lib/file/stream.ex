# File.Stream - a file's lines, or its pieces of so many bytes; what is collected into it is written.
defmodule File.Stream do
  defstruct [:path, modes: [], line_or_bytes: :line, raw: true, node: :nonode@nohost]

  use Cnx.Pieces

  @bytes_at_a_time 65_536

  # The file is opened when the stream is run, and read as far as its pieces are taken; it closes with
  # the last state that has it.
  @doc false
  def __pieces__(%File.Stream{path: path, line_or_bytes: size, modes: modes}) do
    %Stream{
      start: fn -> opened(path, modes, size) end,
      step: fn
        {file, rest, [piece | pieces]} -> {:emit, piece, {file, rest, pieces}}
        {file, rest, []} -> next(file, rest, size, path)
      end
    }
  end

  # A state is {file, what was read beyond the pieces, pieces}.
  defp opened(path, modes, size) do
    case Cnx.File.open(path, modes[:read_offset] || 0) do
      {:ok, file} -> if :trim_bom in modes, do: trimmed(file, size), else: {file, "", []}
      {:error, reason} -> failed(reason, path)
    end
  end

  defp trimmed(file, size) do
    case Cnx.File.read_some(file, @bytes_at_a_time) do
      <<0xEF, 0xBB, 0xBF, bytes::binary>> -> cut(file, "", bytes, size)
      bytes when is_binary(bytes) -> cut(file, "", bytes, size)
      _ -> {file, "", []}
    end
  end

  defp failed(reason, path),
    do: raise(File.Error, reason: reason, action: "stream", path: path)

  defp next(file, rest, size, path) do
    case Cnx.File.read_some(file, @bytes_at_a_time) do
      :eof when rest == "" -> {:done, {file, "", []}}
      :eof -> {:skip, {file, "", [rest]}}
      {:error, reason} -> failed(reason, path)
      bytes -> {:skip, cut(file, rest, bytes, size)}
    end
  end

  # Only what is new is searched for ends of lines.
  defp cut(file, rest, bytes, :line), do: lines(file, rest, bytes)

  defp cut(file, rest, bytes, size) do
    bytes = rest <> bytes
    count = div(byte_size(bytes), size)
    pieces = for at <- 0..(count - 1)//1, do: binary_part(bytes, at * size, size)
    {file, binary_part(bytes, count * size, rem(byte_size(bytes), size)), pieces}
  end

  defp lines(file, rest, bytes) do
    case :binary.matches(bytes, "\n") do
      [] ->
        {file, rest <> bytes, []}

      [{first, 1} | others] ->
        {lines, from} =
          Enum.map_reduce(others, first + 1, fn {at, 1}, from ->
            {binary_part(bytes, from, at + 1 - from), at + 1}
          end)

        left = binary_part(bytes, from, byte_size(bytes) - from)
        {file, left, [rest <> binary_part(bytes, 0, first + 1) | lines]}
    end
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
