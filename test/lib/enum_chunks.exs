# Enum: chunks.
Enum.chunk_every([1, 2, 3, 4], 3, 1)                             # => [[1, 2, 3], [2, 3, 4], [3, 4]]
Enum.chunk_every(1..6, 2, 3)                                     # => [[1, 2], [4, 5]]
Enum.chunk_every([1, 2, 3, 4, 5, 6, 7, 8], 3, 2, :discard)       # => [[1, 2, 3], [3, 4, 5], [5, 6, 7]]
Enum.chunk_every([1, 2, 3, 4], 3, 3, [0, 0])                     # => [[1, 2, 3], [4, 0, 0]]
Enum.chunk_every([1, 2], 0)                                      # error: (FunctionClauseError) no function clause matching in Enum.chunk_every/4
Enum.chunk_by(1..6, &div(&1, 3))                                 # => [[1, 2], [3, 4, 5], [6]]
Enum.chunk_by([], & &1)                                          # => []
Enum.chunk_while(1..6, [], fn x, acc -> if rem(x, 3) == 0, do: {:cont, Enum.reverse([x | acc]), []}, else: {:cont, [x | acc]} end, fn acc -> {:cont, acc} end) # => [[1, 2, 3], [4, 5, 6]]
