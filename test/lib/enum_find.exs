# Enum: finding, testing, counting.
Enum.find(1..10, &(&1 > 3))                                   # => 4
Enum.find([1], :none, &(&1 > 3))                              # => :none
Enum.find_index(%{a: 1, b: 2}, fn {_, v} -> v == 2 end)       # => 1
Enum.find_value([1, 2, 3], fn x -> if x > 1, do: "v#{x}" end) # => "v2"
Enum.find_value([1, 2], :no, &(&1 > 5))                       # => :no
Enum.member?(1..10//3, 7)                                     # => true
Enum.member?(1..10//3, 8)                                     # => false
Enum.member?(1..3, 2.0)                                       # => false
Enum.member?([1, 2], 2.0)                                     # => false
Enum.member?(%{a: 1}, {:a, 1})                                # => true
Enum.all?([])                                                 # => true
Enum.all?(1..3, &(&1 < 3))                                    # => false
Enum.any?([nil, false])                                       # => false
Enum.any?(%{a: 1}, fn {_, v} -> v == 1 end)                   # => true
Enum.empty?(1..0//1)                                          # => true
Enum.at(1..10//3, -1)                                         # => 10
Enum.at([1], 5, :default)                                     # => :default
Enum.at([1], 1.0)                                             # error: (FunctionClauseError) no function clause matching in Enum.at/3
Enum.fetch(1..10//3, 4)                                       # => :error
Enum.fetch([1, 2], -2)                                        # => {:ok, 1}
Enum.fetch!([1], 1)                                           # error: (Enum.OutOfBoundsError) out of bounds error
Enum.count(10..1)                                             # => 10
Enum.count([1, 2, 3], &(&1 > 1))                              # => 2
Enum.count_until([1, 2, 3, 4], &(&1 > 1), 2)                  # => 2
