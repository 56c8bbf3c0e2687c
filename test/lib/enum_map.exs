# Enum: functions that map.
Enum.map([1, 2, 3], &(&1 * 2))                                   # => [2, 4, 6]
Enum.map(1..10//3, & &1)                                         # => [1, 4, 7, 10]
Enum.map(5..1//-2, &(&1 * 2))                                    # => [10, 6, 2]
Enum.map(%{a: 1, b: 2}, fn {k, v} -> {v, k} end)                 # => [{1, :a}, {2, :b}]
Enum.map(MapSet.new([3, 1]), &(&1 + 1))                          # => [2, 4]
Enum.map([], & &1)                                               # => []
Enum.flat_map(%{a: 1}, fn {k, v} -> %{k => v, b: 2} end)         # => [a: 1, b: 2]
Enum.flat_map_reduce(1..5, 0, fn x, acc -> if acc < 5, do: {[x, x], acc + x}, else: {:halt, acc} end) # => {[1, 1, 2, 2, 3, 3], 6}
Enum.map_reduce(1..3, 0, fn x, acc -> {x * acc, acc + x} end)    # => {[0, 2, 9], 6}
Enum.map_every(1..5, 2, &(&1 * 10))                              # => [10, 2, 30, 4, 50]
Enum.map_every(1..5, 0, &(&1 * 10))                              # => [1, 2, 3, 4, 5]
Enum.map_intersperse(1..3, :sep, &(&1 * 2))                      # => [2, :sep, 4, :sep, 6]
Enum.with_index([:a, :b], 1)                                     # => [a: 1, b: 2]
Enum.with_index([:a, :b], fn x, i -> {i, x} end)                 # => [{0, :a}, {1, :b}]
Enum.with_index([1], "a")                                        # error: (FunctionClauseError) no function clause matching in Enum.with_index/2
Enum.map("abc", & &1)                                            # error: (Protocol.UndefinedError) protocol Enumerable not implemented for "abc" of type BitString
Enum.map(nil, & &1)                                              # error: (Protocol.UndefinedError) protocol Enumerable not implemented for nil of type Atom
Enum.flat_map([1], fn x -> x end)                                # error: (Protocol.UndefinedError) protocol Enumerable not implemented for 1 of type Integer
