# Atom - what is not written in C.
defmodule Atom do
  @deprecated "Use Atom.to_charlist/1 instead"
  def to_char_list(atom), do: Atom.to_charlist(atom)
end
