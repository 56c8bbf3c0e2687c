# Agent: a state under a pid or a name.
{:ok, agent} = Agent.start_link(fn -> 0 end)
for _ <- 1..3, do: Agent.update(agent, &(&1 + 1))      # => [:ok, :ok, :ok]
Agent.get(agent, & &1)                                 # => 3
Agent.get_and_update(agent, fn n -> {n, n * 10} end)   # => 3
Agent.get(agent, Kernel, :+, [1])                      # => 31
Agent.cast(agent, fn _ -> 7 end)                       # => :ok
Agent.get(agent, & &1)                                 # => 7
{:ok, named} = Agent.start_link(fn -> %{} end, name: :store)
Agent.update(:store, &Map.put(&1, :a, 1))              # => :ok
{Agent.get(:store, & &1), Agent.get(named, &map_size/1)} # => {%{a: 1}, 1}
elem(Agent.start(fn -> 1 end, name: :store), 0)        # => :error
Agent.stop(agent)                                      # => :ok
catch_exit = fn f -> try do f.() catch :exit, reason -> elem(reason, 0) end end
catch_exit.(fn -> Agent.get(agent, & &1) end)          # => :noproc
