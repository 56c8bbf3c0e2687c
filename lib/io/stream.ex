# IO.Stream - what a device gives, line by line or in pieces; what is collected into it is written.
defmodule IO.Stream do
  defstruct [:device, raw: true, line_or_bytes: :line]
  use Cnx.Pieces

  @doc false
  def __pieces__(%IO.Stream{device: device, raw: raw, line_or_bytes: what}) do
    next = if raw, do: fn -> IO.binread(device, what) end, else: fn -> IO.read(device, what) end
    Stream.repeatedly(next) |> Stream.take_while(&(&1 != :eof))
  end

  defimpl Collectable do
    def into(%{device: device, raw: raw} = stream) do
      write = if raw, do: &IO.binwrite/2, else: &IO.write/2

      collect = fn
        :ok, {:cont, text} -> write.(device, text)
        :ok, _ -> stream
      end

      {:ok, collect}
    end
  end
end
