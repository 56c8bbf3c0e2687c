# apply: with its arguments written out, and with a list that only running makes.
apply(String, :upcase, ["a"])        # => "A"
apply(Kernel, :+, [1, 2])            # => 3
apply(fn a, b -> a - b end, [5, 3])  # => 2
:erlang.apply(Enum, :sum, [[1, 2]])  # => 3
Enum |> apply(:sum, [[1, 2]])        # => 3
apply(Enum, :sum, [[1] | []])        # => 1
apply(self() && String, :upcase, ["b"]) # => "B"
apply(fn -> :none end, [])           # => :none
list = [[3, 4]]
apply(Enum, :sum, list)              # => 7
apply(Nowhere, :f, [1])              # error: (UndefinedFunctionError) function Nowhere.f/1 is undefined (module Nowhere is not available)
apply(String, :nowhere, [1])         # error: (UndefinedFunctionError) function String.nowhere/1 is undefined or private
apply(5, [1])                        # error: (BadFunctionError) expected a function, got: 5
apply(String, :upcase, ["a" | "b"])  # error: (ArgumentError) argument error

# What is called comes before its arguments, which come from left to right.
say = fn x -> IO.write(x) && x end
apply(say.("f") && (&{&1, &2}), [say.("a"), say.("b")]) # prints: fab
