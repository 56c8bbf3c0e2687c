# :lists, :maps and :binary.
:lists.seq(1, 5)                                              # => [1, 2, 3, 4, 5]
:lists.seq(10, 0, -5)                                         # => [10, 5, 0]
:lists.nth(2, [:a, :b])                                       # => :b
:lists.nth(5, [1])                                            # error: (FunctionClauseError) no function clause matching in :lists.nth/2
:lists.sort(fn a, b -> a >= b end, [1, 3, 2])                 # => [3, 2, 1]
:lists.usort([3, 1, 1, 2])                                    # => [1, 2, 3]
:lists.foldl(fn x, acc -> [x | acc] end, [], [1, 2, 3])       # => [3, 2, 1]
:lists.partition(fn x -> x > 2 end, [1, 3, 2, 4])             # => {[3, 4], [1, 2]}
:lists.zip([1, 2], [3, 4])                                    # => [{1, 3}, {2, 4}]
:lists.mapfoldl(fn x, acc -> {x * 2, acc + x} end, 0, [1, 2]) # => {[2, 4], 3}
:lists.sublist([1, 2, 3, 4], 2, 2)                            # => [2, 3]
:lists.search(fn x -> x > 1 end, [1, 2])                      # => {:value, 2}
:lists.append([[1], [2, 3]])                                  # => [1, 2, 3]
:maps.fold(fn _k, v, acc -> v + acc end, 0, %{a: 1, b: 2})    # => 3
:maps.map(fn _k, v -> v * 2 end, %{a: 1})                     # => %{a: 2}
:maps.get(:b, %{a: 1})                                        # error: (KeyError) key :b not found in: %{a: 1}
:maps.with([:a], %{a: 1, b: 2})                               # => %{a: 1}
:binary.split("a,b,c", ",", [:global])                        # => ["a", "b", "c"]
:binary.match("hello", "ll")                                  # => {2, 2}
:binary.matches("banana", "an")                               # => [{1, 2}, {3, 2}]
:binary.encode_unsigned(258)                                  # => <<1, 2>>
:binary.decode_unsigned(<<1, 2>>)                             # => 258
:binary.replace("a-b-c", "-", "+", [:global])                 # => "a+b+c"
