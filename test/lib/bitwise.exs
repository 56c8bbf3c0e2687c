# Bitwise.
Bitwise.band(12, 10)  # => 8
Bitwise.bor(12, 10)   # => 14
Bitwise.bxor(12, -10) # => -6
Bitwise.bnot(5)       # => -6
Bitwise.bsl(1, 70)    # => 1180591620717411303424
Bitwise.bsr(-16, 2)   # => -4
Bitwise.bsl(1, -1)    # => 0
Bitwise.bsr(1, 100)   # => 0
Bitwise.band(1.0, 1)  # error: (ArithmeticError) bad argument in arithmetic expression
