# Range.
Range.new(1, 3)             # => 1..3
Range.new(1, 10, 4)         # => 1..10//4
Range.new("a", 2)           # error: (ArgumentError) ranges (first..last) expect both sides to be integers, got: "a"..2
Range.size(1..10//3)        # => 4
Range.disjoint?(1..5, 6..9) # => true
Enum.to_list(1..3//-1)      # => []
Enum.to_list(3..1//-1)      # => [3, 2, 1]
Enum.count(1..10//4)        # => 3
(1..10//4).last             # => 10
5 in 1..10//4               # => true
1..3 == Range.new(1, 3)     # => true
