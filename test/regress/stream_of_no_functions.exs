# What a stream was made of was looked at when it ran.
Stream.resource(fn -> 0 end, fn n -> {[n], n} end, fn -> :end end)            # error: (FunctionClauseError) no function clause matching in Stream.resource/3
Stream.resource(fn n -> n end, fn n -> {[n], n} end, & &1)                    # error: (FunctionClauseError) no function clause matching in Stream.resource/3
Stream.map_every([1], 2, fn a, b -> a + b end)                                # error: (FunctionClauseError) no function clause matching in Stream.map_every/3
Enum.reduce_while(Stream.map([1, 2], & &1), 0, fn x, _ -> {:suspend, x} end)  # => 1
Enum.reduce_while(Stream.map([1, 2], & &1), 0, fn x, _ -> x end)              # error: (MatchError) no match of right hand side value: 1
Enum.to_list(Stream.chunk_every(1..5, 2))                                     # => [[1, 2], [3, 4], [5]]
Enum.to_list(Stream.chunk_every(1..5, 3, 2, [:x]))                            # => [[1, 2, 3], [3, 4, 5], [5, :x]]
Enum.to_list(Stream.resource(fn -> 0 end, &if(&1 < 3, do: {[&1, :x], &1 + 1}, else: {:halt, &1}), & &1)) # => [0, :x, 1, :x, 2, :x]
