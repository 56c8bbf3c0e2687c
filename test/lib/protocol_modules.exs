# What the library implements of its protocols stands under names, too.
for x <- [1..2, MapSet.new(), ~r/a/, 1, %ArgumentError{}], do: Inspect.impl_for(x) # => [Inspect.Range, Inspect.MapSet, Inspect.Regex, Inspect.Integer, Inspect.Any]
for key <- [:for, :target, :protocol], do: Inspect.Range.__impl__(key) # => [Range, Inspect.Range, Inspect]
Inspect.MapSet.inspect(MapSet.new([1]), %Inspect.Opts{}) |> Inspect.Algebra.format(80) |> IO.iodata_to_binary() # => "MapSet.new([1])"
inspect([1..3, ~r/a/u, MapSet.new([1])]) # => "[1..3, ~r/a/u, MapSet.new([1])]"
for x <- [1, 1.5, "a", :a, [], %{}, {}], do: List.Chars.impl_for(x) # => [List.Chars.Integer, List.Chars.Float, List.Chars.BitString, List.Chars.Atom, List.Chars.List, nil, nil]
List.Chars.impl_for!({})        # error: (Protocol.UndefinedError) protocol List.Chars not implemented for {} of type Tuple
{String.Chars.Integer.to_string(1), String.Chars.Atom.__impl__(:for), List.Chars.List.__impl__(:for)} # => {"1", Atom, List}
{elem(Collectable.List.into([]), 0), Collectable.MapSet.__impl__(:for)} # => {[], MapSet}
for module <- [Enumerable.Range, Enumerable.Function], do: module.__impl__(:for) # => [Range, Function]
