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
end
