# What inspect/2 gives for random terms under random options: inspect.exs SEED COUNT TO. Elixir and cnx run
# this same program; a record is a line with the term's number and its options, and lines of what it gives.
#
# Left out is what differs on purpose: charlists (lists of printable numbers go with charlists: :as_lists),
# maps of more than 32 keys, fields of structs out of alphabetical order or of the library, functions without a
# name.
defmodule Plain do
  defstruct [:a, b: 1, long_name_of_a_field: nil]
end

defmodule Only do
  @derive {Inspect, only: [:a, :c]}
  defstruct [:a, :b, :c]
end

defmodule Except do
  @derive {Inspect, except: [:secret]}
  defstruct [:a, :b, :secret]
end

defmodule Optional do
  @derive {Inspect, optional: [:a, :b]}
  defstruct a: nil, b: [], c: 0
end

defmodule OnlyAll do
  @derive {Inspect, only: [:a, :b]}
  defstruct [:a, :b]
end

defmodule Wrong do
  defexception [:message, :term]
end

defmodule Own do
  defstruct [:of]

  defimpl Inspect do
    import Inspect.Algebra

    def inspect(%{of: of}, opts) do
      container_doc("#Own<", List.wrap(of), ">", opts, &to_doc/2, break: :flex, separator: ";")
    end
  end
end

defmodule Nested.Own do
  defstruct [:of]

  defimpl Inspect do
    import Inspect.Algebra
    def inspect(%{of: of}, opts), do: concat(["#Nested<", to_doc(of, opts), ">"])
  end
end

defmodule Sweep do
  def run(seed, count, to) do
    Process.put(:seed, seed)

    records =
      for number <- 1..count do
        options = options()
        Process.put(:structs, Keyword.get(options, :structs, true))
        term = term(below(6))

        shown =
          for {key, value} <- options,
              key not in [:charlists],
              do: "#{key}:#{Kernel.inspect(value)} "

        [to_string(number), ?\s, shown, ?\n, lines(Kernel.inspect(term, options)), ?\n]
      end

    File.write!(to, records)
  end

  defp lines(text), do: "  " <> String.replace(text, "\n", "\n  ")

  # Lehmer's generator: the product stays below 2^63 on either side.
  defp below(n) do
    seed = rem(Process.get(:seed) * 48271, 2_147_483_647)
    Process.put(:seed, seed)
    rem(div(seed, 7), n)
  end

  defp one_of(list), do: Enum.at(list, below(length(list)))
  defp times(0, _fun), do: []
  defp times(n, fun), do: for(_ <- 1..n, do: fun.())

  defp options do
    all = [
      {:width, fn -> 1 + below(200) end},
      {:width, fn -> one_of([1, 20, 40, 80, 98, :infinity]) end},
      {:pretty, fn -> below(5) > 0 end},
      {:limit, fn -> one_of([0, 1, 2, 5, 10, 50, :infinity]) end},
      {:base, fn -> one_of([:decimal, :hex, :octal, :binary]) end},
      {:binaries, fn -> one_of([:infer, :as_strings, :as_binaries]) end},
      {:printable_limit, fn -> one_of([0, 1, 3, 10, 4096, :infinity]) end},
      {:structs, fn -> below(3) > 0 end},
      {:custom_options, fn -> [sort_maps: true] end},
      {:syntax_colors, &colors/0}
    ]

    chosen = for {key, value} <- all, below(3) == 0 or key == :width, do: {key, value.()}

    Keyword.merge(
      [pretty: true, charlists: :as_lists],
      Enum.uniq_by(Enum.reverse(chosen), &elem(&1, 0))
    )
  end

  @colors [
    number: :yellow,
    atom: [:bright, :cyan],
    string: :green,
    boolean: :magenta,
    nil: :red,
    list: :blue,
    map: :white,
    tuple: :light_red,
    regex: :light_blue,
    binary: :black,
    reset: :default_color
  ]
  defp colors, do: Enum.filter(@colors, fn _ -> below(3) > 0 end)

  # A term at most `depth` levels deep.
  defp term(0), do: leaf(below(12))
  defp term(depth), do: node(below(22), depth - 1)

  defp node(0, depth), do: times(below(8), fn -> term(depth) end)
  defp node(1, depth), do: times(below(40), fn -> term(min(depth, 1)) end)
  defp node(2, depth), do: List.to_tuple(times(below(6), fn -> term(depth) end))
  defp node(3, depth), do: Map.new(times(below(6), fn -> {key(min(depth, 2)), term(depth)} end))
  defp node(4, depth), do: Map.new(times(below(6), fn -> {atom(), term(depth)} end))
  defp node(5, depth), do: times(below(6), fn -> {atom(), term(depth)} end)

  defp node(6, depth),
    do: own(fn -> MapSet.new(times(below(5), fn -> key(min(depth, 2)) end)) end)

  defp node(7, depth), do: %Plain{a: term(depth), b: term(depth), long_name_of_a_field: term(0)}
  defp node(8, depth), do: %Only{a: term(depth), b: 1, c: term(depth)}
  defp node(9, depth), do: %Except{a: term(depth), b: term(depth), secret: "hidden"}
  defp node(10, depth), do: %Optional{a: one_of([nil, 1]), b: one_of([[], [1]]), c: term(depth)}
  defp node(11, depth), do: %OnlyAll{a: term(depth), b: term(0)}
  defp node(12, depth), do: %Wrong{message: term(0), term: term(depth)}
  defp node(13, depth), do: %Own{of: times(below(6), fn -> term(depth) end)}
  defp node(14, depth), do: %Nested.Own{of: term(depth)}
  defp node(15, depth), do: [term(depth) | term(0)]

  defp node(16, depth),
    do: Map.put(Map.from_struct(%Plain{a: term(depth)}), :__struct__, one_of([NoSuch, Plain]))

  defp node(17, depth), do: %{__struct__: one_of([1, nil, "x", [], {}]), a: term(depth)}
  defp node(18, depth), do: {:ok, %{atom() => times(below(4), fn -> term(depth) end)}}
  defp node(19, _depth), do: leaf(12 + below(6))
  defp node(n, _depth), do: leaf(n - 10)

  # Keys come in their order, so they are the same everywhere.
  defp key(depth) do
    structs = Process.put(:structs, false)
    key = term(depth)
    Process.put(:structs, structs)
    key
  end

  defp leaf(0), do: below(10)
  defp leaf(1), do: integer()
  defp leaf(2), do: float()
  defp leaf(3), do: atom()
  defp leaf(4), do: text()
  defp leaf(5), do: times(below(12), fn -> 32 + below(95) end)
  defp leaf(6), do: bytes()
  defp leaf(7), do: one_of([true, false, nil])
  defp leaf(8), do: one_of([[], {}, %{}, "", <<>>, [[]], [nil: nil], %{nil => nil}])
  defp leaf(9), do: -integer()
  defp leaf(10), do: atom()
  defp leaf(11), do: text()
  defp leaf(12), do: one_of([1..2, 5..1//-1, 1..10//3, 1..0//1, -3..-1, 0..0])
  defp leaf(13), do: one_of([&Enum.map/2, &String.upcase/1, &:lists.map/2, &Kernel.+/2])
  defp leaf(14), do: own(fn -> one_of([~r/a/, ~r/a\/b/i, ~r"x\n"u, ~r{\d+}ms, ~r(a|b)x]) end)

  defp leaf(15),
    do: one_of([%ArgumentError{message: "x"}, %KeyError{key: 1, term: 2}, %RuntimeError{}])

  defp leaf(16), do: one_of([%Version{major: 1, minor: 2, patch: 3, pre: ["rc", 1]}, Sweep, nil])

  defp leaf(17),
    do: times(below(20), fn -> one_of([7, 8, 9, 10, 27, 92, 34, 97, 233, 955, 1_114_112]) end)

  # A struct whose fields are not the same everywhere.
  defp own(make), do: if(Process.get(:structs), do: make.(), else: nil)

  defp integer do
    case below(5) do
      0 ->
        below(1000)

      1 ->
        below(2_000_000_000)

      2 ->
        Bitwise.bsl(1, below(70)) - 1

      3 ->
        Enum.reduce(1..(1 + below(6)), 1, fn _, acc -> acc * (below(2_000_000_000) + 1) end)

      4 ->
        one_of([9_223_372_036_854_775_807, -9_223_372_036_854_775_808, 18_446_744_073_709_551_616])
    end
  end

  defp float do
    case below(5) do
      0 ->
        below(1000) / 8

      1 ->
        below(2_000_000_000) / (below(2_000_000_000) + 1)

      2 ->
        :math.pow(10.0, below(600) - 300) * (below(2_000_000_000) + 1)

      3 ->
        one_of([
          0.0,
          -0.0,
          1.0e16,
          1.0e15,
          123_456_789_012_345_680.0,
          1.0e22,
          1.0e21,
          0.1,
          1.0e-5,
          1.0e-4,
          5.0e-324,
          1.7976931348623157e308
        ])

      4 ->
        -below(100_000) / 1000
    end
  end

  @atoms ~w(a b ok error foo? bar! Foo Foo.Bar Elixir Elixir.Foo Elixir.foo some_long_name_of_an_atom + - * / == && and or not in when fn do end nil true éa a@b A1
    @ ! <> ++ .. ... ..// |> => :: <<>> %{} {} % [] & &1 ^ ^^^ ~> ~~~ -> <- \\ . , ;)a
  @odd [
    :"",
    :"a b",
    :"a-b",
    :"1a",
    :"a\"b",
    :"a\nb",
    :"é è",
    :日本,
    :"foo?bar",
    :"Foo Bar",
    :"Elixir.Foo bar",
    :"a.b",
    :"\\"
  ]
  defp atom, do: if(below(3) == 0, do: one_of(@odd), else: one_of(@atoms))

  @pieces [
    "a",
    "é",
    "日本",
    "\n",
    "\t",
    "\"",
    "\\",
    "#{1}",
    "\#{",
    "#",
    "\e",
    "\0",
    "\d",
    "\u200B",
    "\u00A0",
    "👍🏽",
    "e\u0301",
    "long words and more ",
    "'",
    "\r",
    "\v",
    "\u{10FFFF}",
    "\uFEFF",
    "\x7F"
  ]
  defp text, do: Enum.join(times(below(7), fn -> one_of(@pieces) end))

  defp bytes do
    case below(4) do
      0 -> :binary.list_to_bin(times(below(9), fn -> below(256) end))
      1 -> "ok" <> <<255>> <> "text"
      2 -> <<below(8)::3>>
      3 -> <<"abc", below(32)::5>>
    end
  end
end

[seed, count, to] = System.argv()
Sweep.run(String.to_integer(seed), String.to_integer(count), to)
