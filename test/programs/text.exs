# Strings by grapheme, regular expressions, numbers, bitstrings, and how values are shown.
IO.puts String.length("héllo wörld 👨‍👩‍👧")
IO.inspect String.graphemes("e\u0301👨‍👩‍👧x")
IO.inspect String.split("a,b,,c", ",", trim: true)
IO.inspect String.split("  a  b ", " ")
IO.inspect String.upcase("straße"); IO.inspect String.capitalize("éCOLE")
IO.inspect String.slice("héllo", 1..-2//1); IO.inspect String.slice("abc", -2, 5)
IO.inspect String.replace("aXbXc", "X", fn x -> "<#{x}>" end, global: false)
IO.inspect Regex.run(~r/(?<y>\d{4})-(?<m>\d\d)/, "on 2024-05-06"); IO.inspect Regex.named_captures(~r/(?<y>\d{4})/, "2024")
IO.inspect Regex.scan(~r/a(b)?/u, "ab a ab"); IO.inspect Regex.replace(~r/(\w)(\w)/, "abcd", "\\2\\1")
IO.inspect Regex.split(~r{[,;]}, "a,b;c", include_captures: true)
IO.inspect "abc" =~ ~r/B/i
IO.inspect ~w(a b c)a; IO.inspect ~s(a "q" #{1 + 1}\n); IO.inspect ~S(a #{1}\n)
IO.inspect 123456789012345678901234567890 * 987654321
IO.inspect Integer.pow(2, 200); IO.inspect div(-7, 2); IO.inspect rem(-7, 2); IO.inspect Integer.mod(-7, 2); IO.inspect Integer.floor_div(-7, 2)
IO.inspect Integer.digits(1234); IO.inspect Integer.to_string(255, 16); IO.inspect Integer.parse("12abc"); IO.inspect Float.parse("1.5e3x")
IO.inspect [1.0, 1.0e10, 1.0e16, 1.0e-5, 123456.789, 0.1 + 0.2, 1.0e308, -0.0, 5.0e-324]
IO.inspect Float.round(2.675, 2); IO.inspect Float.ratio(0.75); IO.inspect trunc(-2.7); IO.inspect round(-2.5)
IO.inspect Float.to_string(1.0e22)
IO.inspect [0, 1]
IO.inspect <<1, 2, 3>>; IO.inspect <<1::3>>; IO.inspect "a\0b"; IO.inspect "\x7f\e\u200b"; IO.inspect <<255, 97>>
IO.inspect {:a, "b", 1.5, nil, true, [a: 1, b: [c: 2]], %{"k" => 1, a: 2}, %{a: 1}}
IO.inspect Enum.to_list(1..60); IO.inspect Enum.to_list(1..60), limit: 5
IO.inspect %{a: %{b: %{c: %{d: "a long string that goes on", e: "another long string that goes on"}}}, list: Enum.to_list(1..30)}
IO.inspect [first: "some fairly long text here", second: "another fairly long text here", third: :atom_value]
IO.inspect {"some fairly long text here that is long", "another fairly long text here that is long", :x}
IO.inspect %{1 => :a, "b" => 2, {1, 2} => 3, nil => 4, 1.5 => 5, [1] => 6}
IO.inspect :"a b"; IO.inspect :"Elixir.Foo"; IO.inspect Foo.Bar; IO.inspect :a?; IO.inspect :+; IO.inspect :"1a"
IO.inspect &String.length/1; IO.inspect 1..10//2; IO.inspect 1..3; IO.inspect MapSet.new([3, 1, 2])
IO.inspect "multi\nline", []; IO.inspect ~r/a\/b/im; IO.inspect make_ref() |> is_reference
IO.inspect inspect("a", binaries: :as_binaries); IO.inspect "abc", binaries: :as_binaries; IO.inspect ~c"abc", charlists: :as_lists
IO.inspect 255, base: :hex; IO.inspect %{a: 1}, pretty: true, width: 5; IO.puts inspect([a: 1, b: 2], width: 3, pretty: true)
IO.inspect String.to_charlist("añ"); IO.inspect to_string([?a, [?b, "c"]]); IO.inspect IO.iodata_to_binary([1, [2, "a"], <<3>>])
IO.inspect String.pad_leading("7", 3, "0"); IO.inspect String.duplicate("ab", 3); IO.inspect String.reverse("añb")
IO.inspect String.codepoints("añ"); IO.inspect String.valid?(<<255>>); IO.inspect String.next_codepoint("ab"); IO.inspect String.first(""); IO.inspect String.at("abc", -1)
IO.inspect String.jaro_distance("abc", "abd"); IO.inspect String.myers_difference("abc", "adc"); IO.inspect String.starts_with?("abc", ["x", "a"])
IO.inspect String.trim("  a "); IO.inspect String.trim_leading("xxa", "x"); IO.inspect String.contains?("abc", "b")
IO.inspect Base.encode16("ab"); IO.inspect Base.encode64("abc?"); IO.inspect Base.url_decode64!("_-8=")
IO.inspect "a" <> "b" <> <<99>>; IO.inspect byte_size("é"); IO.inspect bit_size(<<1::3>>); IO.inspect binary_part("hello", 1, 3)
<<a::little-16, b::signed-8, c::float-32, d::bitstring>> = <<1, 0, 255, 63, 128, 0, 0, 5::3>>
IO.inspect {a, b, c, d}
x = 3; <<h::binary-size(x), _::binary>> = "abcdef"; IO.inspect h
IO.inspect Enum.map_join(1..3, "-", &to_string/1); IO.inspect "#{:a} #{1.0} #{[97]} #{nil}"
IO.inspect """
  heredoc #{1}
    indented
  """
IO.inspect Atom.to_string(:abc); IO.inspect String.to_existing_atom("abc"); IO.inspect Tuple.to_list({1, 2}); IO.inspect Tuple.append({1}, 2); IO.inspect elem({1, 2}, 1); IO.inspect put_elem({1, 2}, 0, :x)
IO.inspect 1 == 1.0; IO.inspect 1 === 1.0; IO.inspect [1, :a, "b", {}, [], %{}, nil, 1.5, self() |> is_pid] |> Enum.take(8) |> Enum.sort
IO.inspect max(1, :a); IO.inspect Enum.max([1, 3, 2]); IO.inspect Enum.min_by(["aaa", "b"], &String.length/1); IO.inspect Enum.sort([3, 1, 2], :desc)
