# List: places and ends.
List.first([], :none)                             # => :none
List.last([1, 2])                                 # => 2
List.wrap(nil)                                    # => []
List.wrap(a: 1)                                   # => [a: 1]
List.duplicate(:a, 3)                             # => [:a, :a, :a]
List.flatten([1, [2, [[], 3]]])                   # => [1, 2, 3]
List.flatten([[1]], [2])                          # => [1, 2]
List.flatten(:a)                                  # error: (FunctionClauseError) no function clause matching in :lists.flatten/1
List.foldr([1, 2, 3], 0, &(&1 - &2))              # => 2
List.delete([1, 2, 1], 1)                         # => [2, 1]
List.delete_at([1, 2, 3], -1)                     # => [1, 2]
List.insert_at([1, 2], -2, :x)                    # => [1, :x, 2]
List.insert_at([1, 2], 9, :x)                     # => [1, 2, :x]
List.replace_at([1, 2], 5, :x)                    # => [1, 2]
List.update_at([1, 2, 3], -1, &(&1 * 10))         # => [1, 2, 30]
List.pop_at([1, 2, 3], 1)                         # => {2, [1, 3]}
List.pop_at([1], 5, :none)                        # => {:none, [1]}
List.zip([[1, 2], [3, 4], [5]])                   # => [{1, 3, 5}]
List.starts_with?([1, 2], [1])                    # => true
List.improper?([1 | 2])                           # => true
List.to_tuple([1, :a])                            # => {1, :a}
List.to_string(["a", ?b, [~c"c"]])                # => "abc"
List.myers_difference([1, 4, 2, 3], [1, 2, 3, 4]) # => [eq: [1], del: [4], eq: [2, 3], ins: [4]]

# Elements that the function knows as changes of one another are one step.
List.myers_difference([1, 2], [3, 4], fn a, b -> {a, b} end)       # => [diff: {1, 3}, diff: {2, 4}]
List.myers_difference([1, 2, 3], [1, 4, 3, 5], &(&1 * &2))         # => [eq: [1], diff: 8, eq: [3], ins: [5]]
parity = fn a, b -> if rem(a, 2) == rem(b, 2), do: :same end
List.myers_difference([1, 2, 3, 1], [3, 1, 2], parity)             # => [diff: :same, ins: [1], eq: [2], del: [3, 1]]
List.myers_difference([], [1], fn _, _ -> true end)                # => [ins: [1]]
