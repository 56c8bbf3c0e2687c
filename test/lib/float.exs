# Float and how Erlang prints floats.
Float.round(3.14159, 2)                               # => 3.14
Float.round(2.5)                                      # => 3.0
Float.round(-2.5)                                     # => -3.0
Float.round(1.005, 2)                                 # => 1.0
Float.round(0.125, 2)                                 # => 0.13
Float.round(9.995, 2)                                 # => 9.99
Float.round(1.0e20, 3)                                # => 1.0e20
Float.round(-0.3)                                     # => 0.0
Float.round(5, 2)                                     # error: (FunctionClauseError) no function clause matching in Float.round/2
Float.round(1.5, 20)                                  # error: (ArgumentError) precision 20 is out of valid range of 0..15
Float.ceil(1.21, 1)                                   # => 1.3
Float.ceil(-0.5)                                      # => -0.0
Float.floor(-1.21, 1)                                 # => -1.3
Float.floor(3.9)                                      # => 3.0
Float.floor(0.1, 15)                                  # => 0.1
Float.parse("3.25rest")                               # => {3.25, "rest"}
Float.parse("1e3")                                    # => {1000.0, ""}
Float.parse("5.")                                     # => {5.0, "."}
Float.parse("-.5")                                    # => :error
Float.parse("x")                                      # => :error
Float.to_string(1.0e-7)                               # => "1.0e-7"
Float.ratio(0.75)                                     # => {3, 4}
Float.ratio(-3.0e20)                                  # => {-300000000000000000000, 1}
Float.ratio(0.0)                                      # => {0, 1}
:erlang.float_to_binary(2.25, decimals: 1)            # => "2.3"
:erlang.float_to_binary(-0.125, decimals: 2)          # => "-0.13"
:erlang.float_to_binary(99.99999, decimals: 2)        # => "100.00"
:erlang.float_to_binary(0.5, decimals: 0)             # => "1"
:erlang.float_to_binary(1.0e22, decimals: 2)          # => "10000000000000000000000.00"
:erlang.float_to_binary(1.5, [:compact, decimals: 4]) # => "1.5"
:erlang.float_to_binary(1.5, scientific: 4)           # => "1.5000e+00"
:erlang.float_to_binary(1, decimals: 2)               # error: (ArgumentError) errors were found at the given arguments:
