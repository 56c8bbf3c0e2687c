# Names of processes: of the script, of a task, of an agent.
Process.register(self(), :me) # => true
Process.whereis(:me) == self() # => true
send(:me, :hello) # => :hello
Process.send(:me, :again, []) # => :ok
for _ <- 1..2, do: (receive do message -> message end) # => [:hello, :again]
Process.info(self(), :registered_name) # => {:registered_name, :me}
:me in Process.registered() # => true
try do Process.register(self(), :other) rescue e in ArgumentError -> e.message =~ "with name :other because it is not alive" end # => true
Process.register(1, :one) # error: (ArgumentError) could not register 1 with name :one because it is not alive, the name is already taken, or it has already been given another name
Process.register(self(), nil) # error: (FunctionClauseError) no function clause matching in Process.register/2
Task.await(Task.async(fn -> {send(:me, 7), Process.alive?(Process.whereis(:me)), Process.whereis(:me) == self()} end)) # => {7, true, false}
receive do x -> x end # => 7
Task.await(Task.async(fn -> {Process.register(self(), :task), Process.whereis(:task) == self()} end)) # => {true, true}
Process.whereis(:task) # => nil
try do send(:task, 1) rescue e in ArgumentError -> e.message =~ "1st argument: invalid destination" end # => true
Process.unregister(:me) # => true
try do Process.unregister(:me) rescue e in ArgumentError -> e.message =~ "1st argument: not a pid" end # => true
Process.whereis(:me) # => nil
Process.info(self(), :registered_name) # => {:registered_name, []}
{:ok, agent} = Agent.start_link(fn -> 1 end, name: :kept)
try do Process.register(agent, :twice) rescue e in ArgumentError -> e.message =~ "with name :twice" end # => true
Agent.get(:kept, & &1) # => 1
Agent.start_link(fn -> 2 end, name: :kept) == {:error, {:already_started, agent}} # => true
