# Pictures of graphs: what passes by rows has a lane there, beside the boxes.

iex> chain = for i <- 1..12, do: {i, :add, "f32[2]", Enum.uniq([max(i - 1, 0), max(i - 5, 0), 0])}
iex> plan = %{nodes: [{0, :parameter, "f32[2]", []} | chain], steps: []}
iex> svg = Cnx.Explain.Svg.picture(plan, "a < b")
iex> svg =~ "a &lt; b"
true
iex> numbers = fn list -> Enum.map(list, &String.to_integer/1) end
iex> box = ~r/<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)" rx/
iex> boxes = for [_ | at] <- Regex.scan(box, svg), do: numbers.(at)
iex> length(boxes)
13
iex> lanes = for [_ | at] <- Regex.scan(~r/d="M (\d+) (\d+) V (\d+)"/, svg), do: numbers.(at)
iex> length(lanes) > 11
true
iex> for [x, y, _] <- lanes, [left, ^y, width, _] <- boxes, x in left..(left + width), do: {x, y}
[]
iex> for [left, y, width, _] <- boxes, [other, ^y, _, _] <- boxes, other > left, other < left + width, do: {left, other}
[]
