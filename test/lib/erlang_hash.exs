# :erlang.phash2 gives what Erlang gives, so that seeds and shards derived from it are the same.
import Bitwise
h = &:erlang.phash2(&1, 1 <<< 32)
Enum.map([0, 1, -1, 255, 134_217_727, 134_217_728, -134_217_728, -134_217_729], h) # => [3175731469, 539485162, 1117813597, 715823293, 4273352567, 2562491755, 874979335, 1418916782]
Enum.map([1 <<< 40, -(1 <<< 63), 1 <<< 64, -(1 <<< 200)], h) # => [282329375, 1736826119, 2519041713, 2288753377]
Enum.map([0.0, 1.5, -2.25, 1.0e300], h) # => [423528920, 2023646235, 2254282282, 387524106]
Enum.map([:a, nil, Enum, :é, :日本, :""], h) # => [97, 29948, 2004301, 233, 251805804, 0]
Enum.map([[], [1], [1, 2, 3, 4], [1, 2, 3, 4, 5], [300, 1], [1 | 2], [1 | :a], [[], []], ~s(text) |> to_charlist()], h) # => [3468870702, 2768963718, 1029573448, 3824152778, 3636192855, 3844221178, 977660229, 67164138, 4178707279]
Enum.map(["", "a", "twelve bytes", "thirteen byte", <<1::3>>, <<1, 2, 3::5>>], h) # => [147926629, 1589197455, 93359736, 2583333678, 3965351140, 946117966]
Enum.map([{}, {1}, {1, {2, "x"}}, {[]}, 1..3], h) # => [221703996, 1318488075, 930666763, 1775079505, 1330904226]
Enum.map([%{}, %{a: 1, b: 2}, %{"k" => %{x: [1, 2, %{}]}}, Map.new(1..50, &{&1, &1 * 2}), [%{a: 1}, :b]], h) # => [844985373, 1982682855, 3602922525, 4010518984, 3157660424]
{:erlang.phash2(:cnx), :erlang.phash2(:cnx, 1), :erlang.phash2(:cnx, 1000)} # => {27224, 0, 224}
deep = Enum.reduce(1..1_000_000, [], fn _, t -> {t} end)
:erlang.phash2(deep) == :erlang.phash2({deep}) # => false
try do :erlang.phash2(1, 0) rescue e in ArgumentError -> Exception.message(e) end # => "errors were found at the given arguments:\n\n  * 1st argument: out of range\n"
for(x <- ["", "a", "message digest", String.duplicate("x", 55), String.duplicate("x", 56)], do: Base.encode16(:erlang.md5(x), case: :lower)) # => ["d41d8cd98f00b204e9800998ecf8427e", "0cc175b9c0f1b6a831c399e269772661", "f96b697d7cb7938d525a2f31aaf161d0", "04364420e25c512fd958a70738aa8f72", "668a72d5ba17f08e62dabcafad6db14b"]
for(x <- [String.duplicate("x", 64), :binary.copy("0123456789", 20), ["ab", [?c]]], do: Base.encode16(:erlang.md5(x), case: :lower)) # => ["c1bb4f81d892b2d57947682aeb252456", "c902a17556796a9f97afa23bad130b04", "900150983cd24fb0d6963f7d28e17f72"]
try do :erlang.md5(1) rescue e in ArgumentError -> e.message =~ "1st argument: not an iodata term" end # => true
