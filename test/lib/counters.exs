# :counters - integers of 64 bits that change in place and wrap around.
c = :counters.new(2, [])
:counters.get(c, 1) # => 0
:counters.add(c, 1, 5) # => :ok
:counters.sub(c, 2, 3) # => :ok
{:counters.get(c, 1), :counters.get(c, 2)} # => {5, -3}
:counters.put(c, 2, 9_223_372_036_854_775_807) # => :ok
:counters.add(c, 2, 1) # => :ok
:counters.get(c, 2) # => -9223372036854775808
Enum.each(1..1000, fn _ -> :counters.add(c, 1, 1) end) # => :ok
:counters.get(c, 1) # => 1005
:counters.info(c) # => %{max: 9223372036854775807, memory: 56, min: -9223372036854775808, size: 2}
{c == c, c == :counters.new(2, []), elem(c, 0)} # => {true, false, :atomics}
:counters.new(3, [:write_concurrency]) |> :counters.get(3) # => 0

message = fn fun -> try do fun.() rescue e in ArgumentError -> e |> Exception.message() |> String.split("* ") |> List.last() end end
message.(fn -> :counters.get(c, 3) end) # => "2nd argument: out of range\n"
message.(fn -> :counters.get(c, 0) end) # => "2nd argument: out of range\n"
message.(fn -> :counters.get(c, :a) end) # => "2nd argument: not an integer\n"
message.(fn -> :counters.add(c, 1, 1.5) end) # => "3rd argument: not an integer\n"
message.(fn -> :counters.put(c, 1, 99999999999999999999999) end) # => "3rd argument: out of range\n"
message.(fn -> :counters.new(0, []) end) # => "1st argument: out of range\n"
message.(fn -> :counters.new(1, [:foo]) end) # => "2nd argument: invalid option in list\n"
message.(fn -> :counters.new(1, :foo) end) # => "2nd argument: not a list\n"
message.(fn -> :counters.get(:x, 1) end) # => "1st argument: invalid atomics reference\n"
message.(fn -> :counters.info({:atomics, 1}) end) # => "1st argument: invalid atomics reference\n"
