# Protocols: dispatch by struct, kind and Any, @derive, the built-in protocols.
defprotocol Area do
  def area(shape)
  def scale(shape, by)
end

defmodule Square do
  defstruct [:side]

  defimpl Area do
    def area(%{side: side}), do: side * side
    def scale(square, by), do: %{square | side: square.side * by}
  end
end

defimpl Area, for: [Integer, Float] do
  def area(n), do: n
  def scale(n, by), do: n * by
end

defimpl Area, for: List do
  def area([]), do: 0
  def area([head | tail]), do: Area.area(head) + Area.area(tail)
  def scale(list, by), do: Enum.map(list, &Area.scale(&1, by))
end

Area.area(%Square{side: 3}) # => 9
Area.scale(%Square{side: 3}, 2) # => %Square{side: 6}
Area.area([1, 2.5, %Square{side: 2}]) # => 7.5
Area.area(List.duplicate(1, 5000)) # => 5000
Area.impl_for(1) # => Area.Integer
Area.impl_for(:a) # => nil
Area.impl_for!(:a) # error: (Protocol.UndefinedError) protocol Area not implemented for :a of type Atom
Area.area("x") # error: (Protocol.UndefinedError) protocol Area not implemented for "x" of type BitString
Area.__protocol__(:functions) # => [area: 1, scale: 2]
Area.Integer.__impl__(:for) # => Integer
defimpl Nope, for: Integer do end # error: (ArgumentError) could not load module Nope due to reason :nofile

defprotocol Size do
  @fallback_to_any true
  def size(x)
end

defimpl Size, for: BitString do
  def size(b), do: byte_size(b)
end

defimpl Size, for: Any do
  def size(_), do: :unknown
end

{Size.size("abc"), Size.size({1}), Size.size(%Square{})} # => {3, :unknown, :unknown}

defprotocol Named do
  def name(x)
end

defimpl Named, for: Any do
  defmacro __deriving__(module, _struct, options) do
    quote do
      defimpl Named, for: unquote(module) do
        def name(_), do: unquote(options[:as])
      end
    end
  end

  def name(_), do: "any"
end

defmodule Dog do
  @derive {Named, as: "dog"}
  defstruct [:age]
end

Named.name(%Dog{}) # => "dog"
Named.name(%Square{}) # error: (Protocol.UndefinedError) protocol Named not implemented for %Square{side: nil} of type Square (a struct)

defmodule Secret do
  @derive {Inspect, only: [:user]}
  defstruct [:user, :password]
end

%Secret{user: "ann", password: "x"} # => #Secret<user: "ann", ...>

defmodule Point do
  defstruct x: 0, y: 0

  defimpl Inspect do
    import Inspect.Algebra
    def inspect(p, opts), do: concat(["#Point<", to_doc(p.x, opts), ", ", to_doc(p.y, opts), ">"])
  end

  defimpl String.Chars do
    def to_string(p), do: "(#{p.x}, #{p.y})"
  end
end

%Point{x: 1, y: 2} # => #Point<1, 2>
"#{%Point{}}" # => "(0, 0)"
[a: %Point{}] # => [a: #Point<0, 0>]

defimpl String.Chars, for: Tuple do
  def to_string(tuple), do: "tuple of #{tuple_size(tuple)}"
end

"#{{1, 2}}" # => "tuple of 2"

defmodule Bag do
  defstruct items: []

  defimpl Enumerable do
    def count(bag), do: {:ok, length(bag.items)}
    def member?(_bag, _x), do: {:error, __MODULE__}
    def slice(_bag), do: {:error, __MODULE__}
    def reduce(bag, acc, fun), do: Enumerable.List.reduce(bag.items, acc, fun)
  end

  defimpl Collectable do
    def into(bag) do
      {bag.items,
       fn
         acc, {:cont, x} -> [x | acc]
         acc, :done -> %Bag{items: acc}
         _, :halt -> :ok
       end}
    end
  end
end

bag = %Bag{items: [3, 1, 2]}
{Enum.count(bag), Enum.member?(bag, 1), Enum.sort(bag), Enum.take(bag, 2)} # => {3, true, [1, 2, 3], [3, 1]}
Enum.into([9], bag) # => %Bag{items: [9, 3, 1, 2]}
bag |> Stream.map(&(&1 * 2)) |> Enum.to_list() # => [6, 2, 4]
