# What is done with long lists, texts and integers takes time in proportion to their length.
l = Enum.to_list(1..300_000)
l -- l                                             # => []
length(l -- Enum.reverse(l, [1, 1]))               # => 0
[1, 2.0, 2, 1, 0.0] -- [1, 2, 3, 0]                # => [2.0, 1, 0.0]
[:a, "b", {1}, :a] -- [{1}, :c, :a]                # => ["b", :a]
[1 | 2] -- [1]                                     # error: (ArgumentError) argument error
[1] -- [1 | 2]                                     # error: (ArgumentError) argument error
:lists.uniq(l ++ l) == l                           # => true
byte_size(String.pad_leading("a", 20_000_000))     # => 20000000
String.pad_trailing("a", 8, ["x", "yz"])           # => "axyzxyzxyzx"
String.pad_leading("abc", 2, [:a])                 # => "abc"
String.pad_leading("abc", 4, ["a", :b])            # => "aabc"
String.pad_leading("abc", 5, ["a", :b])            # error: (ArgumentError) expected a string padding element, got: :b

n = Integer.pow(3, 200_000)
digits = Integer.digits(n)
{length(digits), Integer.undigits(digits) == n}    # => {95425, true}
Enum.join(digits) == Integer.to_string(n)          # => true
Integer.undigits(Integer.digits(-n, 7), 7) == -n   # => true
Integer.digits(n, n + 1) == [n]                    # => true
Integer.digits(n * n, n)                           # => [1, 0, 0]
Integer.digits(-Integer.pow(10, 40)) |> Enum.sum() # => -1
Integer.undigits([1, 0, -2])                       # => 98
Integer.undigits([1, 10])                          # error: (ArgumentError) invalid digit 10 in base 10
for d <- [7, 10, Integer.pow(10, 30), Integer.pow(7, 1000), n - 1, n, n + 1], s <- [1, -1] do
  {q, r} = {div(s * n, d), rem(s * n, d)}
  q * d + r == s * n and abs(r) < d and r * s >= 0
end |> Enum.all?()                                 # => true

# of equal keys the last counts, 1 and 1.0 are two
Map.new([{1, :a}, {1.0, :b}, {1, :c}, {0, :d}])    # => %{0 => :d, 1 => :c, 1.0 => :b}
:maps.from_keys([2, 1, 1.0, 2], nil)               # => %{1 => nil, 2 => nil, 1.0 => nil}
Map.merge(%{1 => 1, 3 => 3}, %{1.0 => 0, 3 => 4})  # => %{1 => 1, 3 => 4, 1.0 => 0}

# a source of one long line
source = "[" <> String.duplicate("é, ", 40_000) <> "x]"
{:ok, list} = Code.string_to_quoted(source, columns: true)
List.last(list)                                    # => {:x, [line: 1, column: 120002], nil}
String.duplicate("abc", 3)                         # => "abcabcabc"
String.duplicate("abc", 0)                         # => ""
String.duplicate("", 3)                            # => ""
byte_size(String.duplicate("ab", 250_000_000))     # => 500000000
