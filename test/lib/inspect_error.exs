# inspect: an implementation that raises.
defmodule Raising do
  defstruct [:a]

  defimpl Inspect do
    def inspect(_struct, _options), do: raise("no")
  end
end
inspect(%Raising{a: 1}) # => "#Inspect.Error<\n  got RuntimeError with message:\n\n      \"\"\"\n      no\n      \"\"\"\n\n  while inspecting:\n\n      %{__struct__: Raising, a: 1}\n\n>"
