# :erlang's and/2 and or/2 are no calls of themselves.
{:erlang.and(true, false), :erlang.and(true, true), :erlang.or(false, true), :erlang.xor(true, true)} # => {false, true, true, false}
{:erlang.is_record({:a, 1}, :a), :erlang.is_record({}, :a), :erlang.is_record(1, :a), :erlang.is_record({:a, 1}, :a, 3)} # => {true, false, false, false}
Exception.format_exit({:timeout, {Task, :await, [1, 2]}}) # => "exited in: Task.await(1, 2)\n    ** (EXIT) time out"
struct(File.Stat, 2.5)  # error: (Protocol.UndefinedError) protocol Enumerable not implemented for 2.5 of type Float
