# A protocol has a type t of its own, unless it says what that is.
defprotocol Sized do
  @spec size(t) :: non_neg_integer
  def size(value)
end

defimpl Sized, for: List do
  @spec size(Sized.t()) :: non_neg_integer
  def size(list), do: length(list)
end

defprotocol Owned do
  @type t :: map
  @spec owner(t()) :: atom
  def owner(value)
end

Sized.size([1, 2]) # => 2
