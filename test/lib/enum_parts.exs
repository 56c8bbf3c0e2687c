# Enum: taking, dropping, slicing, sliding.
Enum.take(1..5, 2)                        # => [1, 2]
Enum.take(1..5, -2)                       # => [4, 5]
Enum.take([1], :a)                        # error: (FunctionClauseError) no function clause matching in Enum.take/2
Enum.drop(1..5, 2)                        # => [3, 4, 5]
Enum.drop(1..5, -20)                      # => []
Enum.take_while(1..10, &(&1 < 4))         # => [1, 2, 3]
Enum.drop_while(1..5, &(&1 < 4))          # => [4, 5]
Enum.take_every(1..10, 4)                 # => [1, 5, 9]
Enum.drop_every(1..7, 2)                  # => [2, 4, 6]
Enum.split(1..5, -2)                      # => {[1, 2, 3], [4, 5]}
Enum.split([1, 2], 5)                     # => {[1, 2], []}
Enum.split_while(1..5, &(&1 < 3))         # => {[1, 2], [3, 4, 5]}
Enum.split_with(1..6, &(rem(&1, 2) == 0)) # => {[2, 4, 6], [1, 3, 5]}
Enum.slice(1..10, -3, 2)                  # => '\b\t'
Enum.slice([1, 2, 3], -5, 2)              # => [1, 2]
Enum.slice(1..10, 2..-2//3)               # => [3, 6, 9]
Enum.slice([1, 2, 3, 4], 5..6)            # => []
Enum.slice([1, 2, 3, 4], 3..1//-2)        # error: (ArgumentError) Enum.slice/2 does not accept ranges with negative steps, got: 3..1//-2
Enum.reverse_slice(1..6, 2, 3)            # => [1, 2, 5, 4, 3, 6]
Enum.slide([1, 2, 3, 4, 5, 6], 1..3, 5)   # => [1, 5, 6, 2, 3, 4]
Enum.slide([1, 2, 3, 4, 5, 6], -2, 0)     # => [5, 1, 2, 3, 4, 6]
Enum.slide([1, 2, 3, 4, 5, 6], 1..3, 2)   # error: (ArgumentError) insertion index for slide must be outside the range being moved (tried to insert 1..3 at 2)
