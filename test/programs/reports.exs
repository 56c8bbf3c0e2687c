# Reports: CSV with quotes, a table, a tree drawn on its side, and how values are inspected.
defmodule Csv do
  def parse(text, opts \\ []) do
    sep = Keyword.get(opts, :sep, ?,)
    rows(text, sep, [], [], [])
  end

  defp rows("", _, field, row, rows), do: finish(field, row, rows)
  defp rows(<<?", rest::binary>>, s, [], row, rows), do: quoted(rest, s, [], row, rows)
  defp rows(<<s, rest::binary>>, s, f, row, rows), do: rows(rest, s, [], [done(f) | row], rows)

  defp rows(<<"\r\n", rest::binary>>, s, f, row, rows),
    do: rows(rest, s, [], [], [Enum.reverse([done(f) | row]) | rows])

  defp rows(<<?\n, rest::binary>>, s, f, row, rows),
    do: rows(rest, s, [], [], [Enum.reverse([done(f) | row]) | rows])

  defp rows(<<c::utf8, rest::binary>>, s, f, row, rows),
    do: rows(rest, s, [f, <<c::utf8>>], row, rows)

  defp quoted(<<?", ?", rest::binary>>, s, f, row, rows), do: quoted(rest, s, [f, ?"], row, rows)
  defp quoted(<<?", rest::binary>>, s, f, row, rows), do: rows(rest, s, f, row, rows)

  defp quoted(<<c::utf8, rest::binary>>, s, f, row, rows),
    do: quoted(rest, s, [f, <<c::utf8>>], row, rows)

  defp done(f), do: IO.iodata_to_binary(f)
  defp finish([], [], rows), do: Enum.reverse(rows)
  defp finish(f, row, rows), do: Enum.reverse([Enum.reverse([done(f) | row]) | rows])
end

text = "name,qty,price\r\n\"Widget, big\",3,4.50\n\"He said \"\"hi\"\"\",10,0.333\nÜber,,\n"
[head | rows] = Csv.parse(text)
IO.inspect(rows)
maps = Enum.map(rows, &(Enum.zip(head, &1) |> Map.new()))
IO.inspect(maps)

num = fn
  "" -> nil
  s -> if String.contains?(s, "."), do: String.to_float(s), else: String.to_integer(s)
end

widths =
  for i <- 0..2, do: [head | rows] |> Enum.map(&String.length(Enum.at(&1, i))) |> Enum.max()

line = Enum.map_join(widths, "+", &String.duplicate("-", &1 + 2))

for row <- [head | rows] do
  row
  |> Enum.zip(widths)
  |> Enum.map_join("|", fn {c, w} -> " " <> String.pad_trailing(c, w) <> " " end)
  |> IO.puts()

  if row == head, do: IO.puts(line)
end

total =
  maps
  |> Enum.map(fn m -> {num.(m["qty"]), num.(m["price"])} end)
  |> Enum.reject(fn {a, b} -> is_nil(a) or is_nil(b) end)
  |> Enum.reduce(0, fn {a, b}, s -> s + a * b end)

IO.puts(
  "total #{Float.round(total, 2)} #{:erlang.float_to_binary(total, decimals: 1)} #{:io_lib.format("~.3f", [total])}"
)

defmodule Tree do
  defstruct [:v, :l, :r]
  def put(nil, v), do: %Tree{v: v}
  def put(%Tree{v: x} = t, v) when v < x, do: %{t | l: put(t.l, v)}
  def put(%Tree{} = t, v), do: %{t | r: put(t.r, v)}
  def to_list(nil), do: []
  def to_list(%{l: l, v: v, r: r}), do: to_list(l) ++ [v | to_list(r)]
  def depth(nil), do: 0
  def depth(t), do: 1 + max(depth(t.l), depth(t.r))
  def draw(nil, _), do: []

  def draw(t, n),
    do: [draw(t.r, n + 1), List.duplicate("    ", n), to_string(t.v), ?\n, draw(t.l, n + 1)]
end

t = Enum.reduce([5, 2, 8, 1, 9, 3], nil, &Tree.put(&2, &1))
IO.puts(Tree.draw(t, 0))
IO.inspect({Tree.to_list(t), Tree.depth(t)})
IO.inspect(t)
IO.inspect(t, structs: false, width: 40)

IO.inspect(%{"b" => [1.5, nil, true], :a => {:x, [1], "z"}, 1 => %{}, nil => [], [1] => 1.0e10},
  pretty: true,
  width: 30
)

IO.inspect(a: 1, b: [c: 2, d: "x" |> String.duplicate(60)], e: :"odd atom", "f g": 3)

IO.inspect(
  {:a, "long " |> String.duplicate(12),
   %{key: "value " |> String.duplicate(10), other: Enum.to_list(1..30)}}
)

IO.inspect(Enum.to_list(1..200), limit: 10)
IO.inspect("a\tb\e[0m\x00\u200b\u{1F600}")
IO.inspect(<<0xFF, "abc">>, binaries: :as_strings)
IO.inspect("abc", binaries: :as_binaries)
IO.inspect(~c"abc", charlists: :as_lists)
IO.inspect([?a, ?b, 300])
IO.inspect(:"Elixir.Foo.Bar")
IO.inspect([:a?, :b!, :"c-d", :Ünï, :+, :&&, :"", nil, Nil, :"Elixir.foo"])
IO.inspect({1, 2.0, 1.0e100, -0.0, 1.0e-7, 123_456_789_012_345_678_901_234_567_890, 0x1F, 1_000})
IO.inspect(fn a -> a end |> is_function(1))
IO.inspect(MapSet.new([3, 1, 2]))
IO.inspect(1..10//2)
IO.inspect(~r/a\/b/iu)
IO.inspect(%ArgumentError{message: "x"})
IO.inspect(make_ref() |> is_reference())
IO.puts(["a", ?b, [~c"c", ["d" | "e"]]])
IO.puts(:atom)
IO.puts(12)
IO.puts(1.5)
IO.puts(nil)
IO.puts(~c"list")
IO.write([])
IO.write("no newline\n")
IO.puts("#{nil}|#{true}|#{:a}|#{1.0}|#{~c"cl"}|#{["a", "b"]}")
