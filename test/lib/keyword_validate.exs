# Keyword: checking options.
Keyword.validate!([a: 1], [:a, b: 5])                   # => [b: 5, a: 1]
Keyword.validate!([b: 1, a: 2], [:a, b: 2, c: 3, d: 4]) # => [d: 4, c: 3, a: 2, b: 1]
Keyword.validate!([], a: 1, b: 2)                       # => [b: 2, a: 1]
Keyword.validate([z: 1, y: 2], [:a])                    # => {:error, [:y, :z]}
Keyword.validate!([z: 1, y: 2], [:a, b: 5])             # error: (ArgumentError) unknown keys [:y, :z] in [z: 1, y: 2], the allowed keys are: [:a, :b]
Keyword.validate!([a: 1, c: 2], a: 0)                   # error: (ArgumentError) unknown keys [:c] in [a: 1, c: 2], the allowed keys are: [:a]
Keyword.validate!([a: 1, a: 2], [:a])                   # error: (ArgumentError) duplicate keys [:a] in [a: 1, a: 2]
Keyword.validate!([1], [:a])                            # error: (ArgumentError) expected a keyword list as first argument, got invalid entry: 1
Keyword.validate!([{:b, 1}, 5], [:b])                   # error: (ArgumentError) expected a keyword list as first argument, got invalid entry: 5
