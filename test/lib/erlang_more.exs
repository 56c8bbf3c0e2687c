# Erlang's modules: sorted lists, folds and sums of bytes.
:lists.merge([1, 3, 5], [2, 4])                                        # => [1, 2, 3, 4, 5]
:lists.umerge([1, 3], [1, 2])                                          # => [1, 2, 3]
:lists.ukeysort(1, [{2, :a}, {1, :b}, {2, :c}])                        # => [{1, :b}, {2, :a}]
:lists.filtermap(fn x -> if rem(x, 2) == 0, do: {true, x * 10}, else: x == 1 end, [1, 2, 3, 4]) # => [1, 20, 40]
:lists.keymap(&(&1 + 1), 2, [{:a, 1}])                                 # => [a: 2]
:lists.keysearch(:b, 1, [{:a, 1}, {:b, 2}])                            # => {:value, {:b, 2}}
:lists.unzip3([{1, 2, 3}, {4, 5, 6}])                                  # => {[1, 4], [2, 5], [3, 6]}
:lists.enumerate([:a, :b])                                             # => [{1, :a}, {2, :b}]
:maps.groups_from_list(&rem(&1, 2), [1, 2, 3])                         # => %{0 => [2], 1 => [1, 3]}
:maps.filtermap(fn _k, v -> if v > 1, do: {true, v * 2}, else: false end, %{a: 1, b: 2}) # => %{b: 4}
{:erlang.crc32("hello"), :erlang.adler32("hello"), :erlang.float(3)}   # => {907060870, 103547413, 3.0}
{:erlang.crc32(17, ["ab", [?c]]), :erlang.adler32(["ab", ?c, [<<1, 2>>]])} # => {683706501, 77529386}
try do :erlang.crc32(4294967296, "a") rescue e in ArgumentError -> e.message =~ "1st argument: out of range" end # => true
:erlang.list_to_bitstring([1, <<2>>, [<<3::3>>]])                      # => <<1, 2, 3::size(3)>>
:timer.now_diff({1, 2, 3}, {1, 1, 1})                                  # => 1000002
binary_slice("hello", -3, 2) <> binary_slice("hello", 1..3)            # => "llell"
IO.ANSI.light_red_background() <> IO.ANSI.color(1, 2, 3)               # => "\e[101m\e[38;5;67m"
