# Map: making and changing.
Map.put(%{}, "k", [1])                                           # => %{"k" => [1]}
Map.put([a: 1], :b, 2)                                           # error: (BadMapError) expected a map, got: [a: 1]
Map.put_new(%{a: 1}, :a, 2)                                      # => %{a: 1}
Map.put_new_lazy(%{}, :a, fn -> 7 end)                           # => %{a: 7}
Map.delete(%{a: 1, b: 2}, :a)                                    # => %{b: 2}
Map.drop(%{a: 1, b: 2, c: 3}, [:a, :c, :z])                      # => %{b: 2}
Map.merge(%{a: 1, b: 2}, %{b: 3, c: 4})                          # => %{a: 1, b: 3, c: 4}
Map.merge(%{a: 1, b: 1}, %{a: 2, c: 3}, fn k, x, y -> {k, x, y} end) # => %{a: {:a, 1, 2}, b: 1, c: 3}
Map.merge(%{}, 1)                                                # error: (BadMapError) expected a map, got: 1
Map.update(%{a: 1}, :a, 0, &(&1 + 1))                            # => %{a: 2}
Map.update(%{}, :a, 0, &(&1 + 1))                                # => %{a: 0}
Map.update!(%{a: 1}, :z, & &1)                                   # error: (KeyError) key :z not found in: %{a: 1}
Map.replace(%{a: 1}, :b, 2)                                      # => %{a: 1}
Map.replace!(%{a: 1}, :b, 2)                                     # error: (KeyError) key :b not found in: %{a: 1}
Map.pop(%{a: 1, b: 2}, :a)                                       # => {1, %{b: 2}}
Map.pop(%{}, :a, :none)                                          # => {:none, %{}}
Map.pop!(%{b: 1}, :a)                                            # error: (KeyError) key :a not found in: %{b: 1}
Map.pop_lazy(%{}, :a, fn -> 3 end)                               # => {3, %{}}
Map.get_and_update(%{a: 1}, :a, &{&1, &1 * 2})                   # => {1, %{a: 2}}
Map.get_and_update(%{a: 1}, :a, fn _ -> :pop end)                # => {1, %{}}
Map.new([1, 2], &{&1, &1 * &1})                                  # => %{1 => 1, 2 => 4}
Map.new([{:a, 1}, {:a, 2}])                                      # => %{a: 2}
Map.new([1, 2])                                                  # error: (ArgumentError) argument error
Map.from_keys([:b, :a], 0)                                       # => %{a: 0, b: 0}
Map.from_struct(1..2)                                            # => %{first: 1, last: 2, step: 1}
