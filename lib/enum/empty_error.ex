# Raised by functions of Enum that need at least one element.
defmodule Enum.EmptyError do
  defexception message: "empty error"
end
