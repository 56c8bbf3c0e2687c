# :io - formatted output.
defmodule :io do
  def format(format), do: format(format, [])

  def format(format, args) do
    IO.write(:io_lib.format(format, args))
    :ok
  end

  def fwrite(format, args), do: format(format, args)
  def put_chars(text), do: IO.write(text)
  def nl, do: IO.write("\n")
end
