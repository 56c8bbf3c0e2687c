# String.Chars - values as text, for to_string/1 and interpolation; the built-in kinds are in C.
defmodule String.Chars do
  @callback to_string(t :: term) :: String.t()

  def impl_for(term) when is_atom(term), do: String.Chars.Atom
  def impl_for(term) when is_bitstring(term), do: String.Chars.BitString
  def impl_for(term) when is_integer(term), do: String.Chars.Integer
  def impl_for(term) when is_float(term), do: String.Chars.Float
  def impl_for(term) when is_list(term), do: String.Chars.List
  def impl_for(term), do: Cnx.Protocol.implementation(String.Chars, term)
  def impl_for!(term), do: Protocol.__impl_for__(String.Chars, impl_for(term), term)
  def __protocol__(:module), do: __MODULE__
  def __protocol__(:functions), do: [to_string: 1]
  def __protocol__(:consolidated?), do: true
end

# The built-in kinds under their own names.
for type <- [Atom, BitString, Float, Integer, List] do
  defmodule Module.concat(String.Chars, type) do
    @target type
    def to_string(term), do: Kernel.to_string(term)
    def __impl__(:for), do: @target
    def __impl__(:target), do: __MODULE__
    def __impl__(:protocol), do: String.Chars
  end
end
