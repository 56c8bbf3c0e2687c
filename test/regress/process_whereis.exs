# The name of an agent is known to Process while it lives.
{:ok, pid} = Agent.start_link(fn -> 0 end, name: :kept)
Process.whereis(:kept) == pid        # => true
:kept in Process.registered()        # => true
Agent.stop(:kept)                    # => :ok
Process.whereis(:kept)               # => nil
Process.whereis(:never)              # => nil
