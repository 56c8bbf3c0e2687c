# MapSet.
MapSet.new([3, 1, 2, 3]) |> MapSet.to_list()                     # => [1, 2, 3]
MapSet.put(MapSet.new([1]), 2) |> Enum.to_list()                 # => [1, 2]
MapSet.delete(MapSet.new([1, 2]), 1) |> Enum.to_list()           # => [2]
MapSet.member?(MapSet.new([1]), 1.0)                             # => false
MapSet.size(MapSet.new([1, 1, 2]))                               # => 2
MapSet.union(MapSet.new([1]), MapSet.new([2])) |> Enum.to_list() # => [1, 2]
MapSet.intersection(MapSet.new([1, 2]), MapSet.new([2, 3])) |> Enum.to_list() # => [2]
MapSet.difference(MapSet.new([1, 2]), MapSet.new([2])) |> Enum.to_list() # => [1]
MapSet.symmetric_difference(MapSet.new([1, 2]), MapSet.new([2, 3])) |> Enum.to_list() # => [1, 3]
MapSet.subset?(MapSet.new([1]), MapSet.new([1, 2]))              # => true
MapSet.disjoint?(MapSet.new([1]), MapSet.new([2]))               # => true
MapSet.new([1, 2]) == MapSet.new([2, 1])                         # => true
MapSet.put([], 1)                                                # error: (FunctionClauseError) no function clause matching in MapSet.put/2
MapSet.union(MapSet.new(), [1])                                  # error: (FunctionClauseError) no function clause matching in MapSet.union/2
2 in MapSet.new([2])                                             # => true
Enum.sum(MapSet.new([1, 2]))                                     # => 3
Enum.into([1], MapSet.new([2])) |> Enum.to_list()                # => [1, 2]
