# Map: reading.
Map.get(%{a: 1}, :b, 0)                           # => 0
Map.get([], :a)                                   # error: (BadMapError) expected a map, got: []
Map.fetch(%{a: 1}, :a)                            # => {:ok, 1}
Map.fetch!(%{"k" => 1}, "q")                      # error: (KeyError) key "q" not found in: %{"k" => 1}
Map.has_key?(%{1 => 2}, 1.0)                      # => false
Map.keys(%{b: 1, a: 2})                           # => [:a, :b]
Map.values(%{b: 1, a: 2})                         # => [2, 1]
Map.keys(:x)                                      # error: (BadMapError) expected a map, got: :x
Map.to_list(%{b: 1, a: 2})                        # => [a: 2, b: 1]
Map.take(%{a: 1, b: 2}, [:b, :c])                 # => %{b: 2}
Map.take(%{}, :a)                                 # error: (Protocol.UndefinedError) protocol Enumerable not implemented for :a of type Atom
Map.split(%{a: 1, b: 2}, [:b, :c])                # => {%{b: 2}, %{a: 1}}
Map.filter(%{a: 1, b: 2}, fn {_, v} -> v > 1 end) # => %{b: 2}
Map.equal?(%{a: 1}, %{a: 1.0})                    # => false
map_size(%{1 => :a, 1.0 => :b})                   # => 2
map_size([])                                      # error: (BadMapError) expected a map, got: []
