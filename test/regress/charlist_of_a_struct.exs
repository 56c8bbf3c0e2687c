# to_charlist asked no implementation that a program gave.
defmodule Named do
  defstruct [:name]
end

defimpl List.Chars, for: Named do
  def to_charlist(%{name: name}), do: String.to_charlist("<" <> name <> ">")
end

to_charlist(struct(Named, name: "a"))            # => ~c"<a>"
List.Chars.to_charlist(struct(Named, name: "é")) # => [60, 233, 62]
to_charlist(<<5::3>>)                            # error: (Protocol.UndefinedError) protocol List.Chars not implemented for <<5::size(3)>> of type BitString, cannot convert a bitstring to a charlist
to_charlist(<<255>>)                             # error: (UnicodeConversionError) invalid encoding starting at <<255>>
to_charlist({1})                                 # error: (Protocol.UndefinedError) protocol List.Chars not implemented for {1} of type Tuple
