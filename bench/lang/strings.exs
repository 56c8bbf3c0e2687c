# Strings: built by appending, by interpolation and joined.
defmodule Strings do
  def run do
    {us, value} =
      :timer.tc(fn ->
        text = Enum.reduce(1..200_000, "", fn i, text -> text <> Integer.to_string(i) <> "," end)
        parts = for i <- 1..200_000, do: "#{i}: #{i * 2}\n"
        byte_size(text) + byte_size(Enum.join(parts)) + length(String.split(text, ","))
      end)

    IO.puts("string building #{value} #{div(us, 1000)} ms")
  end
end

Strings.run()
