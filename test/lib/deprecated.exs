# Functions that have other names by now.
Enum.chunk(1..5, 2)                                           # => [[1, 2], [3, 4]]
Enum.chunk(1..5, 2, 1)                                        # => [[1, 2], [2, 3], [3, 4], [4, 5]]
Enum.chunk(1..5, 2, 2, [0])                                   # => [[1, 2], [3, 4], [5, 0]]
Enum.filter_map(1..4, &(&1 > 2), &(&1 * 2))                   # => [6, 8]
Enum.partition(1..4, &(&1 > 2))                               # => {[3, 4], [1, 2]}
Enum.uniq([1, 2, 3], &rem(&1, 2))                             # => [1, 2]
Enum.to_list(Stream.chunk(1..5, 2))                           # => [[1, 2], [3, 4]]
Enum.to_list(Stream.chunk(1..5, 2, 1, [0]))                   # => [[1, 2], [2, 3], [3, 4], [4, 5], [5, 0]]
Enum.to_list(Stream.filter_map(1..4, &(&1 > 2), &(&1 * 2)))   # => [6, 8]
Enum.to_list(Stream.uniq([1, 2, 3], &rem(&1, 2)))             # => [1, 2]
Keyword.delete([a: 1, a: 1.0, a: 2, b: 1], :a, 1)             # => [a: 1.0, a: 2, b: 1]
Keyword.map([a: 1], fn {k, v} -> {k, v} end)                  # => [a: {:a, 1}]
Keyword.size([a: 1, a: 2])                                    # => 2
Map.map(%{a: 1}, fn {k, v} -> {k, v} end)                     # => %{a: {:a, 1}}
Map.size(%{a: 1})                                             # => 1
{String.ljust("a", 3), String.ljust("a", 3, ?-)}              # => {"a  ", "a--"}
{String.rjust("a", 3), String.rjust("a", 3, ?é)}              # => {"  a", "ééa"}
{String.lstrip("  a"), String.lstrip("xxa", ?x)}              # => {"a", "a"}
{String.rstrip("a  "), String.rstrip("axx", ?x)}              # => {"a", "a"}
{String.strip(" a "), String.strip("xax", ?x)}                # => {"a", "a"}
String.to_char_list("ab") ++ Atom.to_char_list(:c)            # => [97, 98, 99]
Enum.map(["a", <<255>>, "ab"], &String.valid_character?/1)    # => [true, false, false]
{String.next_grapheme_size("éa"), String.next_grapheme_size("")} # => {{2, "a"}, nil}
{Integer.to_char_list(7) == [?7], Integer.to_char_list(10, 16) == [?A]} # => {true, true}
{Float.to_char_list(1.5) == [?1, ?., ?5], Float.to_string(1.5, decimals: 2)} # => {true, "1.50"}
{Range.range?(1..2), Range.range?(1), Regex.regex?(~r/a/), Exception.exception?(1)} # => {true, false, true, false}
{System.cwd() == File.cwd!(), System.cwd!() == File.cwd!()}   # => {true, true}
System.get_pid() == System.pid()                              # => true
Code.ensure_compiled?(Enum)                                   # => true

# Modules say which of theirs are deprecated.
List.keyfind(Keyword.__info__(:deprecated), {:size, 1}, 0)    # => {{:size, 1}, "Use Kernel.length/1 instead"}
