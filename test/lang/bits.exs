# Bitstrings: sizes, types, endianness, matching.
<<1, 2, 3>> # => <<1, 2, 3>>
<<258::16>> # => <<1, 2>>
<<258::little-16>> # => <<2, 1>>
<<1::1, 0::1, 1::1>> # => <<5::size(3)>>
<<3.5::float-32>> # => <<64, 96, 0, 0>>
<<"é"::utf8>> # => "é"
<<955::utf8>> # => "λ"
<<-1::8>> # => <<255>>
<<a::signed-8>> = <<255>>
a # => -1
<<len::8, data::binary-size(len), rest::bits>> = <<2, "abcd">>
{len, data, rest} # => {2, "ab", "cd"}
<<x::float-64-native>> = <<1.5::float-64-native>>
x # => 1.5
for <<b::4 <- <<0xAB>> >>, do: b # => [10, 11]
