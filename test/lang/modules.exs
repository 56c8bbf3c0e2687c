# Attributes, structs, exceptions, aliases, imports, delegation.
defmodule Shop do
  @tax 20
  @names ~w(apple pear)a
  def tax, do: @tax
  @tax 25
  def new_tax, do: @tax
  def names, do: @names

  defmodule Item do
    defstruct [:name, price: 1]
  end

  def item(name), do: %Item{name: name}
  defdelegate up(s), to: String, as: :upcase
  defguard is_cheap(p) when p < 10
  def cheap?(p) when is_cheap(p), do: true
  def cheap?(_), do: false
end

defmodule OutOfStock do
  defexception [:item]
  def message(%{item: item}), do: "no more #{item}"
end

Shop.tax() # => 20
Shop.new_tax() # => 25
Shop.names() # => [:apple, :pear]
Shop.item("nut") # => %Shop.Item{name: "nut", price: 1}
Shop.up("abc") # => "ABC"
{Shop.cheap?(3), Shop.cheap?(30)} # => {true, false}
raise OutOfStock, item: "nuts" # error: (OutOfStock) no more nuts
%{Shop.item("a") | price: 3}.price # => 3
%{Shop.item("a") | cost: 3} # error: (KeyError) key :cost not found in: %Shop.Item{name: "a", price: 1}
alias Shop.Item, as: Thing
%Thing{} # => %Shop.Item{name: nil, price: 1}
import Enum, only: [sum: 1]
sum([1, 2, 3]) # => 6
%Thing{cost: 1} # error: (KeyError) key :cost not found
Shop.Item.nope() # error: (UndefinedFunctionError) function Shop.Item.nope/0 is undefined or private
Nope.f() # error: (UndefinedFunctionError) function Nope.f/0 is undefined (module Nope is not available)
elem(defmodule(Gives, do: def(go(x, y) when x > y, do: x)), 3) # => {:go, 2}
