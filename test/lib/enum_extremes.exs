# Enum: least and greatest elements.
Enum.max([1, 1.0])                                        # => 1
Enum.min([1, 1.0])                                        # => 1
Enum.max(["a", :b, 1, [], {}])                            # => "a"
Enum.min(%{b: 2, a: 1})                                   # => {:a, 1}
Enum.max([])                                              # error: (Enum.EmptyError) empty error
Enum.min([], fn -> :empty end)                            # => :empty
Enum.max([1, 5, 3], &<=/2)                                # => 1
Enum.min_max([3, 1, 2])                                   # => {1, 3}
Enum.min_max([])                                          # error: (Enum.EmptyError) empty error
Enum.max_by([{1, :a}, {1, :b}], &elem(&1, 0))             # => {1, :a}
Enum.min_by(["aaa", "b", "cc"], &String.length/1)         # => "b"
Enum.min_max_by(["a", "bb", "c", "dd"], &String.length/1) # => {"a", "bb"}
Enum.max_by([], & &1)                                     # error: (Enum.EmptyError) empty error
Enum.max_by([1, 2, 3], & &1, &<=/2)                       # => 1
