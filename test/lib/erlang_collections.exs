# :sets, :ordsets, :orddict and :array.
set = :sets.from_list([3, 1, 1], version: 2)
:sets.to_list(:sets.union(set, :sets.from_list([2], version: 2))) # => [1, 2, 3]
{:sets.is_element(3, set), :sets.is_element(3.0, set), :sets.size(set)} # => {true, false, 2}
:sets.to_list(:sets.subtract(set, :sets.from_list([1], version: 2)))          # => [3]
:ordsets.add_element(2, [1, 3])                                   # => [1, 2, 3]
:ordsets.add_element(1.0, [1, 3])                                 # => [1, 3]
:ordsets.intersection([1, 2, 3], [2, 3, 4])                       # => [2, 3]
{:ordsets.is_set([1, 2]), :ordsets.is_set([2, 1])}                # => {true, false}
:orddict.update_counter(:a, 2, :orddict.from_list(b: 1, a: 5))    # => [a: 7, b: 1]
:orddict.merge(fn _, a, b -> a + b end, [a: 1, c: 3], [a: 10, b: 2]) # => [a: 11, b: 2, c: 3]
:orddict.fetch(:z, a: 1)                                          # error: (FunctionClauseError) no function clause matching in :orddict.fetch/2
:array.to_list(:array.set(5, :x, :array.from_list([1, 2, 3])))                          # => [1, 2, 3, :undefined, :undefined, :x]
:array.to_list(:array.map(fn i, v -> i * v end, :array.from_list([1, 2, 3])))           # => [0, 2, 6]
:array.to_list(:array.resize(2, :array.from_list([1, 2, 3])))                           # => [1, 2]
:array.to_list(:array.sparse_map(fn _, v -> -v end, :array.set(1, 4, :array.new(3, default: 0)))) # => [0, -4, 0]
:array.sparse_size(:array.resize(:array.reset(2, :array.from_list([1, 2, 3]))))         # => 2
:array.get(3, :array.fix(:array.from_list([1, 2, 3])))                                  # error: (ArgumentError) argument error
{:array.get(9, :array.from_list([1, 2, 3])), :array.is_fix(:array.relax(:array.fix(:array.from_list([1, 2, 3]))))} # => {:undefined, false}
