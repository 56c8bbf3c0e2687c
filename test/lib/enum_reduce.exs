# Enum: reducing, scanning, sums.
Enum.reduce(1..100_000, 0, &(&1 + &2))                           # => 5000050000
Enum.reduce([3, 4], 100, fn x, acc -> acc - x end)               # => 93
Enum.reduce([1, 2, 3], &(&1 * &2))                               # => 6
Enum.reduce(1..4, &(&1 + &2))                                    # => 10
Enum.reduce(10..1//-3, [], &[&1 | &2])                           # => [1, 4, 7, 10]
Enum.reduce([], fn x, acc -> x + acc end)                        # error: (Enum.EmptyError) empty error
Enum.reduce(1..0//1, &(&1 + &2))                                 # error: (Enum.EmptyError) empty error
Enum.reduce_while(1..10, 0, fn x, acc -> if x > 3, do: {:halt, acc}, else: {:cont, acc + x} end) # => 6
Enum.reduce_while(%{a: 1}, 0, fn {_, v}, acc -> {:cont, acc + v} end) # => 1
Enum.scan(1..5, &(&1 + &2))                                      # => [1, 3, 6, 10, 15]
Enum.scan([1, 2, 3], 10, &(&1 * &2))                             # => [10, 20, 60]
Enum.scan([], &(&1 + &2))                                        # => []
Enum.zip_reduce([1, 2], [3, 4], 0, fn a, b, acc -> acc + a * b end) # => 11
Enum.zip_reduce([[1, 2], [3, 4], [5, 6]], 0, fn [a, b, c], acc -> acc + a * b * c end) # => 63
Enum.sum(1..10//3)                                               # => 22
Enum.sum([1, 2.5])                                               # => 3.5
Enum.sum([1, :a])                                                # error: (ArithmeticError) bad argument in arithmetic expression
Enum.product(1..5)                                               # => 120
Enum.product([])                                                 # => 1
