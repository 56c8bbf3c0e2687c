# Bitstrings that grow while others hold what they were, and generators over single bits.
long = String.duplicate("x", 300)
one = long <> "1"
{two, three} = {one <> "2", one <> "3"}
four = two <> "4"
part = binary_part(four, 290, 13) <> "5"
six = four <> "6"
Enum.map([one, two, three, four, part, six], &String.slice(&1, 300..-1//1))     # => ["1", "12", "13", "124", "", "1246"]
{part, one == long <> "1", two == one <> "2"}                                   # => {"xxxxxxxxxx1245", true, true}
{text, 30_000} = Enum.reduce(1..30_000, {"", 0}, fn i, {text, n} -> {text <> Integer.to_string(i), n + 1} end)
text == Enum.join(1..30_000)                                                    # => true
bits = for i <- 1..401, into: <<>>, do: <<i::7>>
{b, c} = {<<bits::bitstring, 1::1>>, <<bits::bitstring, 0::1>>}
{d, e} = {<<b::bitstring, 7::3>>, <<b::bitstring, 0::3>>}
{b == c, bit_size(d), bit_size(bits)}                                           # => {false, 2811, 2807}
for(x <- [b, c, d, e], do: (<<_::2805, end_of::bitstring>> = x; end_of))        # => [<<3::size(3)>>, <<2::size(3)>>, <<31::size(6)>>, <<24::size(6)>>]
for(<<x::3 <- bits>>, reduce: 0, do: (sum -> sum + x))                          # => 3217
bit_size(for(i <- 1..50_000, into: <<>>, do: <<i::3>>))                         # => 150000
Base.decode64!(Base.encode64(text)) == text                                     # => true
<<(<<1::3>>)::bitstring, 5::5>>                                                 # => "%"

# What has the sizes of the pattern but other values is passed over.
for(<<1, x <- <<1, 2, 3, 4, 1, 5>> >>, do: x)                                   # => [2, 5]
for(<<1::4, x::4 <- <<0x12, 0x34, 0x15>> >>, do: x)                             # => [2, 5]
for(<<"ab", x <- "abcabdaXeabf">>, do: x)                                       # => ~c"cdf"
for(<<n, b::binary-size(n) <- <<1, "a", 2, "bc", 9, "z">> >>, do: b)            # => ["a", "bc"]
for(<<x::float <- <<1.0::float, -1::64, 2.0::float>> >>, do: x)                 # => [1.0]
for(<<c::utf8 <- "aé" <> <<255>> <> "b">>, do: c)                               # => [97, 233]
try(do: for(<<c <- 5>>, do: c), catch: (:error, e -> e))                        # => {:bad_generator, 5}
