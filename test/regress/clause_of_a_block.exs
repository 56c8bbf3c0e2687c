# A do block in parentheses may stand on the left of an arrow.
cond do (if true do 1 end) -> 2 end # => 2
cond do (case 1 do 2 -> 3; x -> x end) -> 4; true -> 5 end # => 4
Code.string_to_quoted("cond do if true do 1 end -> 2 end") |> elem(0) # => :error
