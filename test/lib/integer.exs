# Integer.
Integer.parse("42abc")       # => {42, "abc"}
Integer.parse("-7")          # => {-7, ""}
Integer.parse("ff", 16)      # => {255, ""}
Integer.parse("abc")         # => :error
Integer.parse("10", 37)      # error: (ArgumentError) invalid base 37
Integer.to_string(-255, 16)  # => "-FF"
Integer.to_string("5")       # error: (ArgumentError) errors were found at the given arguments:
Integer.to_string(10, 1)     # error: (ArgumentError) errors were found at the given arguments:
Integer.digits(1234)         # => [1, 2, 3, 4]
Integer.digits(-10, 2)       # => [-1, 0, -1, 0]
Integer.digits(0)            # => [0]
Integer.undigits([1, 2, 3])  # => 123
Integer.undigits([12], 10)   # error: (ArgumentError) invalid digit 12 in base 10
Integer.gcd(-12, 18)         # => 6
Integer.gcd(1.0, 2)          # error: (FunctionClauseError) no function clause matching in Integer.gcd/2
Integer.extended_gcd(12, 18) # => {6, -1, 1}
Integer.extended_gcd(-7, 3)  # => {1, -1, -2}
Integer.extended_gcd(0, 5)   # => {5, 0, 1}
Integer.pow(2, 64)           # => 18446744073709551616
Integer.pow(2, -1)           # error: (ArithmeticError) bad argument in arithmetic expression
Integer.mod(-7, 3)           # => 2
Integer.mod(7, -3)           # => -2
Integer.mod(5, 0)            # error: (ArithmeticError) bad argument in arithmetic expression
Integer.floor_div(-7, 2)     # => -4
Integer.floor_div(7, -2)     # => -4
