# Matching: tuples, lists, maps, structs, binaries, pins, repeated variables.
defmodule Point do
  defstruct x: 0, y: 0
end

{a, [b | c]} = {1, [2, 3]}
{a, b, c} # => {1, 2, [3]}
{1, 2} = {1, 3} # error: (MatchError) no match of right hand side value: {1, 3}
%{k: v} = %{k: 1, other: 2}
v # => 1
^a = 1 # => 1
^a = 2 # error: (MatchError) no match of right hand side value: 2
{z, z} = {5, 5}
z # => 5
match?({y, y}, {1, 2}) # => false
"ab" <> rest = "abc"
rest # => "c"
%Point{x: px} = %Point{x: 3}
px # => 3
%name{} = %Point{}
name # => Point
<<n::16, tail::binary>> = <<1, 2, 3>>
{n, tail} # => {258, <<3>>}
[x, y | _] = [1, 2, 3]
x + y # => 3
first..last//step = 1..9//2
{first, last, step} # => {1, 9, 2}
(%{a: %{b: inner}} = whole) = %{a: %{b: 7}}
{inner, map_size(whole)} # => {7, 1}
case {:ok, 3} do {:ok, n} when n > 5 -> :big; {:ok, _} -> :small end # => :small
case 7 do 1 -> :one end # error: (CaseClauseError) no case clause matching: 7

# a sigil of a list in front of ++
~c"ab" ++ rest = ~c"abc"
rest # => ~c"c"
case ~w(a b c) do ~w(a b) ++ rest -> rest end # => ["c"]
case [:a] do ~w(a)a ++ rest -> rest end # => []
case [1] do ~c"" ++ rest -> rest end # => [1]
Code.eval_string(~S|~c"a#{1}" ++ _ = [1]|) # error: (CompileError) invalid argument for ++ operator inside a match, expected a literal proper list, got: ~c"a#{1}"
