# List.Chars - values as charlists, for to_charlist/1; the built-in kinds are in C.
defmodule List.Chars do
  @callback to_charlist(t :: term) :: charlist

  def impl_for(term) when is_atom(term), do: List.Chars.Atom
  def impl_for(term) when is_bitstring(term), do: List.Chars.BitString
  def impl_for(term) when is_integer(term), do: List.Chars.Integer
  def impl_for(term) when is_float(term), do: List.Chars.Float
  def impl_for(term) when is_list(term), do: List.Chars.List
  def impl_for(term), do: Cnx.Protocol.implementation(List.Chars, term)
  def impl_for!(term), do: Protocol.__impl_for__(List.Chars, impl_for(term), term)
  def __protocol__(:module), do: __MODULE__
  def __protocol__(:functions), do: [to_charlist: 1]
  def __protocol__(:consolidated?), do: true
end

# The built-in kinds under their own names.
for type <- [Atom, BitString, Float, Integer, List] do
  defmodule Module.concat(List.Chars, type) do
    @target type
    def to_charlist(term), do: Kernel.to_charlist(term)
    def __impl__(:for), do: @target
    def __impl__(:target), do: __MODULE__
    def __impl__(:protocol), do: List.Chars
  end
end
