# Raised by Enum.fetch!/2.
defmodule Enum.OutOfBoundsError do
  defexception message: "out of bounds error"
end
