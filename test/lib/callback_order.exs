# From which end functions are asked, what they are asked about and what they may answer.
{Enum.group_by([1, 2, 3], fn x -> send(self(), x) && rem(x, 2) end), for(_ <- 1..3, do: receive(do: (x -> x)))} # => {%{0 => [2], 1 => [1, 3]}, [3, 2, 1]}
{Keyword.new([1, 2], fn x -> send(self(), x) && {:a, x} end), for(_ <- 1..2, do: receive(do: (x -> x)))} # => {[a: 2], [2, 1]}
Keyword.new([{:a, 1}, 2, 3]) # error: (MatchError) no match of right hand side value: 3
try do Keyword.new([{"a", 1}]) rescue e -> e.__struct__ end # => FunctionClauseError
:maps.filter(fn _, v -> v end, %{a: 1}) # error: (CaseClauseError) no case clause matching: 1
:maps.filter(fn k, _ -> k == :a end, %{a: 1, b: 2}) # => %{a: 1}
:maps.filter(fn k, _ -> k == :__struct__ end, 1..2) |> map_size() # => 1
:maps.filter(fn _, _ -> true end, [1]) # error: (BadMapError) expected a map, got: [1]
