# List: tuples by key.
List.keyfind([a: 1, b: 2], :b, 0)             # => {:b, 2}
List.keyfind([a: 1], :z, 0, :none)            # => :none
List.keyfind(:a, 1, 0)                        # error: (ArgumentError) errors were found at the given arguments:
List.keymember?([a: 1], :a, 0)                # => true
List.keyreplace([a: 1, b: 2], :a, 0, {:a, 9}) # => [a: 9, b: 2]
List.keystore([a: 1], :c, 0, {:c, 3})         # => [a: 1, c: 3]
List.keydelete([a: 1, b: 2], :a, 0)           # => [b: 2]
List.keysort([a: 2, b: 1, c: 2], 1)           # => [b: 1, a: 2, c: 2]
List.keysort([a: 2, b: 1, c: 2], 1, :desc)    # => [a: 2, c: 2, b: 1]
List.keytake([a: 1, b: 2], :a, 0)             # => {{:a, 1}, [b: 2]}
List.keytake([a: 1], :b, 0)                   # => nil
:lists.keyfind(:b, 1, a: 1, b: 2)             # => {:b, 2}
