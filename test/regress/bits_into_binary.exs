# What a comprehension gives goes into a binary at once: with a copy of the whole each time this would take minutes.
bytes = :binary.copy(<<1, 2>>, 200_000)
byte_size(for <<x <- bytes>>, into: <<>>, do: <<x + 1>>)         # => 400000
byte_size(Enum.into(Enum.map(1..300_000, fn _ -> "ab" end), "c"))   # => 600001
for <<x::3 <- <<255, 0>> >>, into: <<1::1>>, do: <<x::2>>        # => <<252, 0::size(3)>>
for x <- ["a", <<1::1>>], into: "", do: x                        # => <<97, 1::size(1)>>
Enum.into(["b", "c"], "a")                                       # => "abc"
Enum.into([1, 2], "", &<<&1>>)                                   # => <<1, 2>>
for x <- ["a", 1], into: "", do: x   # error: (ArgumentError) argument error: 1
