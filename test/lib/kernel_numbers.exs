# Kernel: arithmetic and sizes.
abs(-7)                          # => 7
abs(:x)                          # error: (ArgumentError) errors were found at the given arguments:
div(-7, 2)                       # => -3
rem(-7, 2)                       # => -1
div(1, 0)                        # error: (ArithmeticError) bad argument in arithmetic expression
round(-2.5)                      # => -3
round(1.0e20)                    # => 100000000000000000000
trunc(-2.9)                      # => -2
floor(-2.1)                      # => -3
ceil(-2.1)                       # => -2
max(1, 1.0)                      # => 1
min(:a, 1)                       # => 1
2 ** 10                          # => 1024
4 ** -1                          # => 0.25
1 + 1.5                          # => 2.5
10 / 4                           # => 2.5
1 / 0                            # error: (ArithmeticError) bad argument in arithmetic expression
[1, 2, 3, 2] -- [2, 5]           # => [1, 3, 2]
[1] ++ 2                         # => [1 | 2]
[1] -- 2                         # error: (ArgumentError) argument error
1 ++ [2]                         # error: (ArgumentError) argument error
hd([])                           # error: (ArgumentError) errors were found at the given arguments:
length([1 | 2])                  # error: (ArgumentError) errors were found at the given arguments:
byte_size(:a)                    # error: (ArgumentError) errors were found at the given arguments:
binary_part("hello", 1, 3)       # => "ell"
binary_part("hello", 5, -2)      # => "lo"
binary_part("abc", 2, 5)         # error: (ArgumentError) errors were found at the given arguments:
"a" <> :b                        # error: (ArgumentError) expected binary argument in <> operator but got: :b
Enum.map([1, 2], &Kernel.-/1)    # => [-1, -2]
Enum.reduce([1, 2], &Kernel.+/2) # => 3
