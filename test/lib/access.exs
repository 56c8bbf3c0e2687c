# Access: paths into nested data.
get_in(%{a: [b: 1]}, [:a, :b])                                   # => 1
get_in(nil, [:a, :b])                                            # => nil
get_in(%{a: 1}, [:a, :b])                                        # error: (FunctionClauseError) no function clause matching in Access.get/3
get_in(%{a: [%{b: 1}, %{b: 2}]}, [:a, Access.all(), :b])         # => [1, 2]
get_in([1, 2], [Access.at(-1)])                                  # => 2
get_in({1, 2}, [Access.elem(1)])                                 # => 2
get_in({1}, [Access.elem(3)])                                    # error: (ArgumentError) errors were found at the given arguments:
get_in(%{}, [Access.all()])                                      # error: (RuntimeError) Access.all/0 expected a list, got: %{}
get_in(%{}, [Access.key!(:a)])                                   # error: (KeyError) key :a not found in: %{}
get_in([1], [Access.key!(:a)])                                   # error: (RuntimeError) Access.key!/1 expected a map/struct, got: [1]
get_in([1, 2, 3, 4], [Access.filter(&(&1 > 2))])                 # => [3, 4]
put_in(%{a: [1, 2]}, [:a, Access.at(0)], 5)                      # => %{a: [5, 2]}
put_in(%{a: 1}, [:b, :c], 5)                                     # error: (ArgumentError) could not put/update key :c on a nil value
update_in(%{a: [%{b: 1}, %{b: 2}]}, [:a, Access.all(), :b], &(&1 + 1)) # => %{a: [%{b: 2}, %{b: 3}]}
update_in(%{}, [Access.key(:first, %{}), Access.key(:b, 1)], &(&1 + 1)) # => %{first: %{b: 2}}
update_in(nil, [:a], & &1)                                       # error: (ArgumentError) could not put/update key :a on a nil value
pop_in(%{a: %{b: 1}}, [:a, :b])                                  # => {1, %{a: %{}}}
pop_in(%{a: 1}, [:z, :b])                                        # => {nil, %{a: 1}}
pop_in(%{a: {1, 2}}, [:a, Access.elem(0)])                       # error: (RuntimeError) cannot pop data from a tuple
get_and_update_in(%{a: 1}, [:a], &{&1, &1 + 1})                  # => {1, %{a: 2}}
Access.fetch!([], :a)                                            # error: (KeyError) key :a not found in: []
Access.get(%{a: 1}, :b, 4)                                       # => 4
Access.pop([a: 1], :a)                                           # => {1, []}
