# Stream: stages over enumerables.
[1, 2, 3] |> Stream.map(&(&1 * 2)) |> Enum.to_list()             # => [2, 4, 6]
1..1_000_000_000 |> Stream.map(&(&1 * 3)) |> Stream.filter(&(rem(&1, 2) == 0)) |> Enum.take(3) # => [6, 12, 18]
Stream.reject(1..6, &(rem(&1, 2) == 0)) |> Enum.to_list()        # => [1, 3, 5]
Stream.take(1..5, -2) |> Enum.to_list()                          # => [4, 5]
Stream.drop(1..5, -2) |> Enum.to_list()                          # => [1, 2, 3]
Stream.take([1], "a")                                            # error: (FunctionClauseError) no function clause matching in Stream.take/2
Stream.take_while(1..9, &(&1 < 4)) |> Enum.sum()                 # => 6
Stream.drop_while([1, 2, 3, 1], &(&1 < 3)) |> Enum.to_list()     # => [3, 1]
Stream.take_every(1..10, 3) |> Enum.to_list()                    # => [1, 4, 7, 10]
Stream.drop_every(1..10, 3) |> Enum.to_list()                    # => [2, 3, 5, 6, 8, 9]
Stream.map_every(1..6, 2, &(-&1)) |> Enum.to_list()              # => [-1, 2, -3, 4, -5, 6]
Stream.with_index(["a", "b"], 1) |> Enum.to_list()               # => [{"a", 1}, {"b", 2}]
Stream.scan(1..5, 10, &+/2) |> Enum.to_list()                    # => [11, 13, 16, 20, 25]
Stream.uniq_by(1..10, &rem(&1, 3)) |> Enum.to_list()             # => [1, 2, 3]
Stream.dedup([1, 1, 2, 1]) |> Enum.to_list()                     # => [1, 2, 1]
Stream.intersperse([1, 2, 3], 0) |> Enum.to_list()               # => [1, 0, 2, 0, 3]
Stream.chunk_every(1..6, 3, 2) |> Enum.to_list()                 # => [[1, 2, 3], [3, 4, 5], [5, 6]]
Stream.chunk_every([1, 2, 3, 4], 3, 3, [9]) |> Enum.to_list()    # => [[1, 2, 3], [4, 9]]
Stream.chunk_every([1, 2, 3, 4, 5, 6, 7, 8], 3, 2, :discard) |> Enum.to_list() # => [[1, 2, 3], [3, 4, 5], [5, 6, 7]]
Stream.chunk_every([1], 0)                                       # error: (FunctionClauseError) no function clause matching in Stream.chunk_every/4
Stream.chunk_by([1, 1, 2], & &1) |> Enum.to_list()               # => [[1, 1], [2]]
Stream.map(5, & &1) |> Enum.to_list()                            # error: (Protocol.UndefinedError) protocol Enumerable not implemented for 5 of type Integer
