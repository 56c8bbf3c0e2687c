# Enum: grouping, zipping, joining, collecting.
Enum.group_by(1..6, &rem(&1, 3))                                # => %{0 => [3, 6], 1 => [1, 4], 2 => [2, 5]}
Enum.group_by([a: 1, b: 2, a: 3], &elem(&1, 0), &elem(&1, 1))   # => %{a: [1, 3], b: [2]}
Enum.frequencies(~w(a b a))                                     # => %{"a" => 2, "b" => 1}
Enum.frequencies_by(~w(aa bb a), &String.length/1)              # => %{1 => 1, 2 => 2}
Enum.zip([1, 2, 3], [:a, :b])                                   # => [{1, :a}, {2, :b}]
Enum.zip([[1, 2], [3, 4], [5, 6]])                              # => [{1, 3, 5}, {2, 4, 6}]
Enum.zip([])                                                    # => []
Enum.zip([1], 2)                                                # error: (Protocol.UndefinedError) protocol Enumerable not implemented for 2 of type Integer
Enum.zip_with([1, 2], 3..4, &(&1 * &2))                         # => [3, 8]
Enum.zip_with([1], [2], 3)                                      # error: (FunctionClauseError) no function clause matching in Enum.zip_with/3
Enum.unzip(a: 1, b: 2)                                          # => {[:a, :b], [1, 2]}
Enum.concat([[1], 2..3, %{a: 1}])                               # => [1, 2, 3, {:a, 1}]
Enum.concat([1])                                                # error: (Protocol.UndefinedError) protocol Enumerable not implemented for 1 of type Integer
Enum.intersperse([1, 2, 3], 0)                                  # => [1, 0, 2, 0, 3]
Enum.join([1, [2, "b"], nil, :a, 1.5], "-")                     # => <<49, 45, 2, 98, 45, 45, 97, 45, 49, 46, 53>>
Enum.join([{1, 2}], ",")                                        # error: (Protocol.UndefinedError) protocol String.Chars not implemented for {1, 2} of type Tuple
Enum.map_join(%{a: 1, b: 2}, "&", fn {k, v} -> "#{k}=#{v}" end) # => "a=1&b=2"
Enum.into([a: 1], %{b: 2})                                      # => %{a: 1, b: 2}
Enum.into(["a", "b"], "x")                                      # => "xab"
Enum.into([1, 2], %{}, &{&1, &1 * &1})                          # => %{1 => 1, 2 => 4}
Enum.into([1, 2], %{})                                          # error: (ArgumentError) argument error
Enum.into([1], 5)                                               # error: (Protocol.UndefinedError) protocol Collectable not implemented for 5 of type Integer
Enum.to_list(10..1//-4)                                         # => [10, 6, 2]
