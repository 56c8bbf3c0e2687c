# :persistent_term, and what a fresh process does not see.
:persistent_term.put(:a, 1) # => :ok
:persistent_term.get(:a) # => 1
:persistent_term.get(:b, 2) # => 2
:persistent_term.get(:b) # error: (ArgumentError) argument error
Process.put(:seen, 1)
send(self(), :hello)
Cnx.Process.fresh(fn -> {Process.get(:seen), Process.put(:own, 1), :persistent_term.get(:a)} end) # => {nil, nil, 1}
{Process.get(:seen), Process.get(:own)} # => {1, nil}
Cnx.Process.fresh(fn -> receive do x -> x after 0 -> :none end end) # => :none
receive do x -> x end # => :hello
:persistent_term.erase(:a) # => true
:persistent_term.erase(:a) # => false
