# An anonymous function of a module shows the function whose text it stands in.
defmodule Place do
  import Nx.Defn
  def maker, do: fn x -> x end
  def adder(a), do: &(&1 + a)
  def deep?(x), do: Enum.map([x], fn y -> fn -> y end end) |> hd()
  deftransform given(x), do: fn _ -> x end
end

inspect(Place.maker()) =~ ~r/^#Function<\d+\.\d+\/1 in Place.maker\/0>$/ # => true
inspect(Place.adder(1)) =~ "/1 in Place.adder/1>"                      # => true
inspect(Place.deep?(1)) =~ "/0 in Place.deep?/1>"                      # => true
inspect(Place.given(1)) =~ "/1 in Place.given/1>"                      # => true
