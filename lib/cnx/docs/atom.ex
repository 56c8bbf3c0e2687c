# Cnx.Docs.Atom - what h says about Atom.
defmodule Cnx.Docs.Atom do
  def text,
    do: ~S"""
    Atoms as texts.

    - to_string(atom): Its text.
    - to_charlist(atom): Its text as a charlist.
    """
end
