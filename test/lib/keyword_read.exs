# Keyword: reading.
Keyword.get([a: 1, a: 2], :a)                        # => 1
Keyword.get([a: nil], :a, 5)                         # => nil
Keyword.get([], :a, 5)                               # => 5
Keyword.get(nil, :a)                                 # error: (FunctionClauseError) no function clause matching in Keyword.get/3
Keyword.get_lazy([a: 1], :b, fn -> :lazy end)        # => :lazy
Keyword.fetch([a: 1], :b)                            # => :error
Keyword.fetch!([a: 1], :b)                           # error: (KeyError) key :b not found in: [a: 1]
Keyword.get_values([a: 1, b: 2, a: 4], :a)           # => [1, 4]
Keyword.has_key?([a: 1], :a)                         # => true
Keyword.keyword?([{"a", 1}])                         # => false
Keyword.keyword?([{:a, 1} | :b])                     # => false
Keyword.keys(a: 1, b: 2, a: 3)                       # => [:a, :b, :a]
Keyword.values(a: 1, b: 2)                           # => [1, 2]
Keyword.equal?([a: 1, b: 2], b: 2, a: 1)             # => true
Keyword.take([a: 1, b: 2, a: 3], [:a])               # => [a: 1, a: 3]
Keyword.drop([a: 1, b: 2, a: 3], [:a])               # => [b: 2]
Keyword.split([a: 1, b: 2], [:b])                    # => {[b: 2], [a: 1]}
Keyword.filter([a: 1, b: 2], fn {_, v} -> v > 1 end) # => [b: 2]
Keyword.reject([a: 1, b: 2], fn {_, v} -> v > 1 end) # => [a: 1]
