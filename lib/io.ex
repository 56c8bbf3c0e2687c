# IO - what is not written in C.
defmodule IO do
  def gets(prompt), do: gets(:stdio, prompt)

  def gets(_device, prompt) do
    IO.write(prompt)
    Cnx.File.read_line()
  end

  def read(:line), do: Cnx.File.read_line()
  def read(:eof), do: read_rest([])
  def read(_device, what), do: read(what)

  defp read_rest(lines) do
    case Cnx.File.read_line() do
      :eof -> lines |> :lists.reverse() |> IO.iodata_to_binary()
      line -> read_rest([line | lines])
    end
  end

  def warn(message), do: IO.puts(:stderr, ["warning: ", IO.chardata_to_string(message)])
  def warn(message, _stacktrace), do: warn(message)

  def getn(prompt, count \\ 1), do: getn(:stdio, prompt, count)

  def getn(_device, prompt, count) do
    IO.write(prompt)

    case Cnx.File.read_line() do
      :eof -> :eof
      line -> String.slice(line, 0, count)
    end
  end

  # The lines of standard input.
  def stream, do: stream(:stdio, :line)

  def stream(_device \\ :stdio, :line) do
    Stream.repeatedly(&Cnx.File.read_line/0) |> Stream.take_while(&(&1 != :eof))
  end

  def binstream, do: stream()
  def binstream(device \\ :stdio, what), do: stream(device, what)
  def binread(what), do: read(what)
  def binread(device, what), do: read(device, what)
end
