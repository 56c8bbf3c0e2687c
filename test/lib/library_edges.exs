# What generated calls beside Elixir found: ends of ranges, empty things, other letters.
Enum.zip_with(%{}, & &1)                                   # => []
Enum.slide([:a, :b], -3, 0)                                # => [:a, :b]
Enum.slide([:a, :b, :c], 2..1//-1, 0)                      # error: (ArgumentError) Enum.slide/3 does not accept ranges with custom steps, got: 2..1//-1
List.zip([{1, 2}, {3, 4}])                                 # => [{1, 3}, {2, 4}]
Keyword.from_keys([:a, :b, :a], 0)                         # => [a: 0, b: 0, a: 0]
Keyword.get_and_update!([a: 1, b: 2, a: 3], :a, &{&1, 5})  # => {1, [a: 5, b: 2]}
pop_in(%{a: nil}, [Access.key(:a), :b])                    # => {nil, %{}}
String.downcase("ΣΑΣ", :greek)                             # => "σας"
String.upcase("iı", :turkic)                               # => "İI"
String.downcase("Iİ", :turkic)                             # => "ıi"
String.trim("a", "")                                       # error: (ArgumentError) cannot use an empty string as the match to replace
String.to_atom(<<255>>)                                    # error: (ArgumentError) errors were found at the given arguments:
String.to_charlist(<<255, 97>>)                            # error: (UnicodeConversionError) invalid encoding starting at <<255, 97>>
String.to_atom("e\u0301")                                  # => :"e\u0301"
String.split(" a b", "", parts: 2, trim: true)             # => [" ", "a b"]
Regex.run(~r/\w+/, <<"h", 0xE9, "y ">>)                    # => [<<104, 233, 121>>]
Regex.match?(~r/\xE9/i, <<0xC9>>)                          # => true
:binary.split("a,b,,", ",", [:global, :trim])              # => ["a", "b"]
List.to_string(:lists.concat([:a, 1.5]))                   # => "a1.50000000000000000000e+00"
:lists.ukeysort(1, [{2, "b"}, {1.0, "a"}, {1, "c"}])       # => [{1.0, "a"}, {2, "b"}]
Version.parse!("1.2.3")                                    # => %Version{major: 1, minor: 2, patch: 3}
IO.ANSI.format(["a", :red, "b"], false)                    # => [[[], "a"], "b"]
OptionParser.parse(["-x", "1", "y"], strict: [a: :string]) # => {[], ["y"], [{"-x", nil}]}
OptionParser.next(["-bn5"], strict: [n: :integer, b: :boolean], aliases: [b: :b, n: :n])  # => {:ok, :b, true, ["-n=5"]}
OptionParser.parse([], strict: [a: :number])               # error: (ArgumentError) invalid switch types/modifiers: :number
Path.join("a//", "b/")                                     # => "a//b"
Path.absname("./a/./b", "/x/")                             # => "/x/a/b"
Path.relative("/a/b")                                      # => "a/b"
inspect(Stream.map([1], &(&1 + 1))) =~ "#Stream<[enum: [1], funs: [#Function<"  # => true

# Stream.into puts what passes by into the collectable.
{:ok, device} = StringIO.open("")
["a", "b"] |> Stream.into(IO.stream(device, :line)) |> Enum.to_list()  # => ["a", "b"]
StringIO.contents(device)                                  # => {"", "ab"}
