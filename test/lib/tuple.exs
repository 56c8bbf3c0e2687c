# Tuple and elements.
elem({:a, :b}, 1)             # => :b
elem({1}, 1)                  # error: (ArgumentError) errors were found at the given arguments:
elem([], 0)                   # error: (ArgumentError) errors were found at the given arguments:
put_elem({1, 2}, 0, :z)       # => {:z, 2}
tuple_size({1, 2})            # => 2
Tuple.append({1, 2}, 3)       # => {1, 2, 3}
Tuple.insert_at({1, 3}, 1, 2) # => {1, 2, 3}
Tuple.insert_at({1}, 5, 2)    # error: (ArgumentError) errors were found at the given arguments:
Tuple.delete_at({1, 2, 3}, 0) # => {2, 3}
Tuple.delete_at({1}, 1)       # error: (ArgumentError) errors were found at the given arguments:
Tuple.duplicate(:x, 3)        # => {:x, :x, :x}
Tuple.duplicate(:a, -1)       # error: (ArgumentError) errors were found at the given arguments:
Tuple.sum({1, 2.5})           # => 3.5
Tuple.product({2, 3})         # => 6
Tuple.to_list({1, :a})        # => [1, :a]
Tuple.to_list([])             # error: (ArgumentError) errors were found at the given arguments:
