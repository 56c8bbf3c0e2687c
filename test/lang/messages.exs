# send and receive on the script's own mailbox; Erlang's errors.
send(self(), {:n, 1}) # => {:n, 1}
send(self(), {:n, 2})
send(self(), :other)
receive do
  :other -> :got
end # => :got
receive do
  {:n, x} when x > 1 -> x
end # => 2
receive do
  {:n, x} -> x
after
  0 -> :none
end # => 1
receive do
  _ -> :some
after
  1 -> :none
end # => :none
receive do
  :never -> 1
end # error: (RuntimeError) this receive would wait forever: cnx has no processes, and no message that was sent matches
spawn(fn -> 1 end) # error: (ArgumentError) cnx has no processes: spawn/1 is not supported
Process.link(self()) # error: (ArgumentError) cnx has no processes: Process.link/1 is not supported
:erlang.error(:custom) # error: (ErlangError) Erlang error: :custom
:erlang.error(:badarg) # error: (ArgumentError) argument error
:erlang.error({:badmatch, 1}) # error: (MatchError) no match of right hand side value: 1

caught =
  try do
    :erlang.error(:boom)
  catch
    :error, reason -> reason
  end

caught # => :boom

rescued =
  try do
    :erlang.error(:boom)
  rescue
    e in ErlangError -> e.original
  end

rescued # => :boom

# Messages keep their order whichever is taken, at any fill of the mailbox.
for round <- 1..3, i <- 1..5, do: send(self(), {round, i})
take = fn take, left -> if left == 0, do: [], else: [receive(do: (m -> m)) | take.(take, left - 1)] end
for(i <- 3..5, do: receive(do: ({2, ^i} -> i)))          # => [3, 4, 5]
take.(take, 6)                                           # => [{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {2, 1}]
for(i <- 5..4//-1, do: receive(do: ({_, ^i} -> send(self(), i)))) # => [5, 4]
take.(take, 6)                                           # => [{2, 2}, {3, 1}, {3, 2}, {3, 3}, 5, 4]
for i <- 1..60_000, do: send(self(), i)
Enum.sum(take.(take, 30_000)) + Enum.sum(take.(take, 30_000)) # => 1800030000
