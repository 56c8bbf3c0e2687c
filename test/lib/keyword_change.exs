# Keyword: changing.
Keyword.put([b: 0, a: 1, a: 2], :a, 3)                           # => [a: 3, b: 0]
Keyword.put(%{}, :a, 1)                                          # error: (FunctionClauseError) no function clause matching in Keyword.put/3
Keyword.put_new([a: 1], :b, 2)                                   # => [b: 2, a: 1]
Keyword.put_new_lazy([a: 1], :a, fn -> 5 end)                    # => [a: 1]
Keyword.delete([a: 1, b: 2, a: 3], :a)                           # => [b: 2]
Keyword.delete_first([a: 1, b: 2, a: 3], :a)                     # => [b: 2, a: 3]
Keyword.update([a: 1, b: 2, a: 3], :a, 0, &(&1 + 1))             # => [a: 2, b: 2]
Keyword.update([a: 1], :b, 0, &(&1 + 1))                         # => [a: 1, b: 0]
Keyword.update!([b: 1], :a, &(&1 + 1))                           # error: (KeyError) key :a not found in: [b: 1]
Keyword.replace([a: 1, b: 2, a: 3], :a, 5)                       # => [a: 5, b: 2]
Keyword.replace!([b: 2], :a, 5)                                  # error: (KeyError) key :a not found in: [b: 2]
Keyword.pop([a: 1, b: 2, a: 3], :a)                              # => {1, [b: 2]}
Keyword.pop([], :a, :none)                                       # => {:none, []}
Keyword.pop!([], :a)                                             # error: (KeyError) key :a not found in: []
Keyword.pop_lazy([], :a, fn -> :lazy end)                        # => {:lazy, []}
Keyword.pop_values([a: 1, b: 2, a: 3], :a)                       # => {[1, 3], [b: 2]}
Keyword.pop_first([a: 1, b: 2, a: 3], :a)                        # => {1, [b: 2, a: 3]}
Keyword.get_and_update([a: 1, b: 2, a: 3], :a, &{&1, &1 + 1})    # => {1, [a: 2, b: 2, a: 3]}
Keyword.get_and_update([a: 1], :a, fn _ -> :pop end)             # => {1, []}
Keyword.get_and_update([a: 1], :a, fn x -> x end)                # error: (RuntimeError) the given function must return a two-element tuple or :pop, got: 1
Keyword.merge([a: 1, b: 2], b: 3, c: 4)                          # => [a: 1, b: 3, c: 4]
Keyword.merge([a: 1, a: 2, b: 3], [a: 5, a: 6], fn _k, x, y -> {x, y} end) # => [b: 3, a: {1, 5}, a: {2, 6}]
Keyword.merge([a: 1], [1])                                       # error: (ArgumentError) expected a keyword list as the second argument, got: [1]
Keyword.new(a: 1, b: 2, a: 3)                                    # => [b: 2, a: 3]
Keyword.new([1, 2], fn x -> {:"k#{x}", x} end)                   # => [k1: 1, k2: 2]
Keyword.from_keys([:a, :b], 0)                                   # => [a: 0, b: 0]
