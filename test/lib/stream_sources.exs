# Stream: sources, zipping, resources.
Stream.iterate(1, &(&1 * 2)) |> Enum.take(8)                     # => [1, 2, 4, 8, 16, 32, 64, 128]
Stream.unfold({0, 1}, fn {a, b} -> {a, {b, a + b}} end) |> Enum.take(10) # => [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
Stream.unfold(1, fn _ -> :bad end) |> Enum.take(1)               # error: (CaseClauseError) no case clause matching: :bad
Stream.cycle([1, 2, 3]) |> Enum.take(7)                          # => [1, 2, 3, 1, 2, 3, 1]
Stream.cycle([]) |> Enum.take(1)                                 # error: (ArgumentError) cannot cycle over an empty enumerable
Stream.repeatedly(fn -> :x end) |> Enum.take(3)                  # => [:x, :x, :x]
Stream.duplicate(1, 3) |> Enum.to_list()                         # => [1, 1, 1]
Stream.zip([1, 2, 3], Stream.cycle([:a, :b])) |> Enum.to_list()  # => [{1, :a}, {2, :b}, {3, :a}]
Stream.zip_with([1..3, Stream.cycle([7, 8])], fn [a, b] -> a * b end) |> Enum.to_list() # => [7, 16, 21]
Enum.zip(Stream.iterate(0, &(&1 + 1)), ~w(x y))                  # => [{0, "x"}, {1, "y"}]
Stream.flat_map(1..3, &Stream.take(Stream.iterate(&1, fn x -> x * 2 end), 2)) |> Enum.to_list() # => [1, 2, 2, 4, 3, 6]
Stream.concat([1, 2], 3..4) |> Enum.to_list()                    # => [1, 2, 3, 4]
Stream.transform(1..10, 0, fn x, acc -> if acc < 10, do: {[x], acc + x}, else: {:halt, acc} end) |> Enum.to_list() # => [1, 2, 3, 4]
Stream.resource(fn -> 3 end, fn 0 -> {:halt, 0}; n -> {[n], n - 1} end, fn _ -> :ok end) |> Enum.to_list() # => [3, 2, 1]
Stream.resource(fn -> 1 end, fn _ -> raise "boom" end, fn _ -> :ok end) |> Enum.to_list() # error: (RuntimeError) boom
Enum.at(Stream.map(1..10, &(&1 * &1)), 4)                        # => 25
Enum.reduce_while(Stream.iterate(1, &(&1 * 2)), 0, fn x, acc -> if x > 100, do: {:halt, {x, acc}}, else: {:cont, acc + x} end) # => {128, 127}
Stream.run(Stream.map(1..3, & &1))                               # => :ok

# what is above is closed before what comes last, and each is opened when its first element is asked for
trace = fn name, count -> Stream.resource(fn -> IO.write("open #{name}, "); 1 end, fn n -> if n > count, do: {:halt, n}, else: {[n], n + 1} end, fn _ -> IO.write("close #{name}, ") end) end
Stream.chunk_while(trace.("a", 9), 0, fn x, n -> if x == 3, do: {:halt, n}, else: {:cont, n + x} end, fn n -> IO.write("last, "); {:cont, n, n} end) |> Enum.to_list() # prints: open a, close a, last,
Stream.transform(trace.("a", 2), fn -> 0 end, fn x, n -> {[x], n + x} end, fn n -> IO.write("last, "); {[n], n} end, fn _ -> IO.write("after, ") end) |> Enum.to_list() # prints: open a, close a, last, after,
Stream.zip([trace.("a", 3), trace.("b", 1), trace.("c", 3)]) |> Enum.to_list() # prints: open a, open b, open c, close b, close a, close c,
Stream.cycle(trace.("a", 2)) |> Enum.take(3)                     # prints: open a, close a, open a, close a,
Stream.resource(fn -> 1 end, fn _ -> :bad end, fn _ -> :ok end) |> Enum.to_list() # error: (TryClauseError) no try clause matching: :bad
Stream.drop(trace.("a", 9), -2) |> Enum.take(2)                  # => [1, 2]
