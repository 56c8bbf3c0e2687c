# Comprehensions with every option, grids, the game of life, paths into data.
IO.inspect(for x <- 1..3, y <- x..3, rem(x + y, 2) == 0, do: {x, y})
IO.inspect(for {k, v} when v > 1 <- %{a: 1, b: 2, c: 3}, into: %{}, do: {v, k})
IO.inspect(for <<r::8, g::8, (b::8 <- <<1, 2, 3, 4, 5, 6, 7>>)>>, do: {r, g, b})

IO.inspect(
  for w <- ~w(the cat the dog), reduce: %{} do
    acc -> Map.update(acc, w, 1, &(&1 + 1))
  end
)

IO.inspect(for x <- [1, 2, 2, 3, 1], uniq: true, do: x)
IO.inspect(for c <- ?a..?e, into: "", do: <<c>>)
IO.inspect(for {:ok, x} <- [{:ok, 1}, :error, {:ok, 3}], do: x)
IO.inspect(for x <- 1..4, y = x * x, y > 4, do: y)
IO.inspect(for i <- 1..3, into: MapSet.new(), do: rem(i, 2))

IO.inspect(
  for x <- 1..3, reduce: {0, 1} do
    {s, _p} when x == 2 -> {s + 100, 0}
    {s, p} -> {s + x, p * x}
  end
)

defmodule Grid do
  def parse(t),
    do:
      for(
        {l, y} <- Enum.with_index(String.split(t, "\n", trim: true)),
        {c, x} <- Enum.with_index(String.to_charlist(l)),
        into: %{},
        do: {{x, y}, c}
      )

  def neighbors({x, y}),
    do: for(dx <- -1..1, dy <- -1..1, {dx, dy} != {0, 0}, do: {x + dx, y + dy})

  def life(g),
    do:
      Map.new(g, fn {p, c} ->
        n = Enum.count(neighbors(p), &(g[&1] == ?#))
        {p, if(n == 3 or (n == 2 and c == ?#), do: ?#, else: ?.)}
      end)

  def show(g) do
    {{{x0, _}, _}, {{x1, _}, _}} = Enum.min_max_by(g, fn {{x, _}, _} -> x end)
    {{{_, y0}, _}, {{_, y1}, _}} = Enum.min_max_by(g, fn {{_, y}, _} -> y end)
    for y <- y0..y1, do: for(x <- x0..x1, do: g[{x, y}])
  end
end

g =
  Grid.parse("""
  .....
  ..#..
  ..#..
  ..#..
  .....
  """)

g |> Grid.life() |> Grid.show() |> Enum.intersperse(?\n) |> IO.puts()
IO.inspect(Enum.map(Grid.show(g), &List.to_string/1))
input = "3   4\n4   3\n2   5\n1   3\n3   9\n3   3"

{l, r} =
  input
  |> String.split("\n")
  |> Enum.map(fn line ->
    line |> String.split() |> Enum.map(&String.to_integer/1) |> List.to_tuple()
  end)
  |> Enum.unzip()

IO.inspect(Enum.zip_with(Enum.sort(l), Enum.sort(r), &abs(&1 - &2)) |> Enum.sum())
fr = Enum.frequencies(r)
IO.inspect(Enum.sum(for x <- l, do: x * Map.get(fr, x, 0)))

moves =
  "R8,U5,L5,D3"
  |> String.split(",")
  |> Enum.map(fn <<d, n::binary>> -> {d, String.to_integer(n)} end)

path =
  Enum.flat_map_reduce(moves, {0, 0}, fn {d, n}, p ->
    Enum.map_reduce(1..n, p, fn _, {x, y} ->
      q =
        case d do
          ?R -> {x + 1, y}
          ?L -> {x - 1, y}
          ?U -> {x, y + 1}
          ?D -> {x, y - 1}
        end

      {q, q}
    end)
  end)

IO.inspect(path, limit: 5)
perms = fn f, l -> if l == [], do: [[]], else: for(h <- l, t <- f.(f, l -- [h]), do: [h | t]) end
IO.inspect(perms.(perms, [1, 2, 3]))

combos = fn
  _, 0, _ -> [[]]
  _, _, [] -> []
  f, n, [h | t] -> for(c <- f.(f, n - 1, t), do: [h | c]) ++ f.(f, n, t)
end

IO.inspect(combos.(combos, 2, ~w(a b c)a))
IO.inspect(Enum.scan([1, -2, 3], 0, &+/2))
IO.inspect(Enum.chunk_by([1, 3, 2, 4, 5], &rem(&1, 2)))
IO.inspect(Enum.group_by(~w(ant bee cat ape), &String.first/1, &String.length/1))
IO.inspect(Enum.split_with(1..6, &(&1 > 3)))
IO.inspect(Enum.sort_by([{1, "b"}, {1, "a"}, {0, "z"}], &elem(&1, 0), :desc))
IO.inspect(Enum.slice(1..10, 2..-2//3))
IO.inspect(Enum.with_index(~w(a b), fn x, i -> {i, x} end))
IO.inspect(Integer.digits(123, 10) |> Enum.reverse() |> Integer.undigits())

IO.inspect(
  {Integer.gcd(12, 18), Integer.extended_gcd(12, 18), Integer.mod(-7, 3),
   Integer.floor_div(-7, 3)}
)

IO.inspect(Bitwise.bxor(5, 3) |> Integer.to_string(2) |> String.pad_leading(8, "0"))
IO.inspect(Enum.max_by(%{a: 3, b: 9, c: 1}, &elem(&1, 1)))
IO.inspect(Enum.zip_reduce(1..3, 4..6, [], fn a, b, acc -> [a * b | acc] end))
IO.inspect(Enum.product(1..20))
IO.inspect(1..100//7 |> Enum.take(-3), charlists: :as_lists)

IO.inspect(
  Enum.reduce(String.graphemes("(()))("), {0, nil, 1}, fn c, {f, b, i} ->
    f = if c == "(", do: f + 1, else: f - 1
    {f, b || (f < 0 && i) || nil, i + 1}
  end)
)

IO.inspect(get_in(%{a: [%{b: 1}, %{b: 2}]}, [:a, Access.all(), :b]))
IO.inspect(update_in(%{a: [%{b: 1}, %{b: 2}]}, [:a, Access.filter(&(&1.b > 1)), :b], &(&1 * 10)))
IO.inspect(pop_in(%{a: %{b: 1, c: 2}}, [:a, :b]))
IO.inspect(put_in([a: [b: 1]][:a][:b], 5))
IO.inspect(get_and_update_in(%{n: 1}, [:n], &{&1, &1 + 1}))
IO.inspect(Enum.map_join(1..3, ", ", fn x -> "#{x}!" end))
