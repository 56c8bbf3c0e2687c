# inspect: an implementation that raises.
defmodule Raising do
  defstruct [:a]

  defimpl Inspect do
    def inspect(_struct, _options), do: raise("no\n\nno")
  end
end

defmodule Showing do
  defexception [:of]
  def message(error), do: "cannot show " <> inspect(error.of)
end

defmodule Again do
  defstruct [:a]

  defimpl Inspect do
    def inspect(struct, _options), do: raise(Showing, of: struct)
  end
end

# In place of the struct stands what was raised and where.
shown = String.split(inspect(struct(Raising, a: 1)), "\n  Stacktrace:\n\n")
hd(shown) # => "#Inspect.Error<\n  got RuntimeError with message:\n\n      \"\"\"\n      no\n\n      no\n      \"\"\"\n\n  while inspecting:\n\n      %{__struct__: Raising, a: 1}\n"
Enum.at(shown, 1) =~ ~r"^    \S+:6: Inspect.Raising.inspect/2\n(    .*\n)*\n>$" # => true

# Its lines are not those of what stands around.
inspect([struct(Raising)], pretty: true) =~ "[#Inspect.Error<\n  got RuntimeError" # => true

# A struct in the message itself is a map.
inspect(struct(Again)) =~ "cannot show %{__struct__: Again, a: nil}\n" # => true

# Without safety it is an error.
unsafe = try do inspect([struct(Raising, a: 1)], safe: false) rescue e in Inspect.Error -> Exception.message(e) end
unsafe # => "got RuntimeError with message:\n\n    \"\"\"\n    no\n\n    no\n    \"\"\"\n\nwhile inspecting:\n\n    %{__struct__: Raising, a: 1}\n"
