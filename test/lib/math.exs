# :math.
:math.sqrt(16)     # => 4.0
:math.sqrt(-1)     # error: (ArithmeticError) bad argument in arithmetic expression
:math.sqrt(:a)     # error: (ArgumentError) errors were found at the given arguments:
:math.pow(2, 10)   # => 1024.0
:math.pow("a", 2)  # error: (ArgumentError) errors were found at the given arguments:
:math.exp(1)       # => 2.718281828459045
:math.exp(1000)    # error: (ArithmeticError) bad argument in arithmetic expression
:math.log(10)      # => 2.302585092994046
:math.log(0)       # error: (ArithmeticError) bad argument in arithmetic expression
:math.log2(8)      # => 3.0
:math.log10(1000)  # => 3.0
:math.sin(1)       # => 0.8414709848078965
:math.cos(0)       # => 1.0
:math.tan(1.0)     # => 1.5574077246549023
:math.asin(2)      # error: (ArithmeticError) bad argument in arithmetic expression
:math.atan2(1, 1)  # => 0.7853981633974483
:math.sinh(1)      # => 1.1752011936438014
:math.acosh(2)     # => 1.3169578969248166
:math.erf(0.5)     # => 0.5204998778130465
:math.fmod(7.5, 2) # => 1.5
:math.floor(2.7)   # => 2.0
:math.ceil(2.1)    # => 3.0
:math.pi()         # => 3.141592653589793
