# Task: functions that run as processes of their own, one after the other.
Task.await(Task.async(fn -> 1 + 1 end))                             # => 2
tasks = for i <- 1..3, do: Task.async(fn -> i * i end)
Task.await_many(tasks)                                              # => [1, 4, 9]
Task.async_stream(1..3, &(&1 + 1)) |> Enum.to_list()                # => [ok: 2, ok: 3, ok: 4]
Task.async_stream([1, 2], Integer, :to_string, [2]) |> Enum.to_list() # => [ok: "1", ok: "10"]
parent = self()
task = Task.async(fn -> send(parent, {:from, self() == parent}); Process.put(:inside, 1) end)
{receive do {:from, same} -> same end, Task.yield(task), Process.get(:inside)} # => {false, {:ok, nil}, nil}
Task.yield(task)                                                    # => nil
{:ok, pid} = Task.start(fn -> :ok end)
is_pid(pid)                                                         # => true
Task.await(Task.completed(:done))                                   # => :done
again = Task.async(fn -> send(self(), :mine); receive do m -> m end end)
Task.await(again)                                                   # => :mine
Task.await(Task.async(String, :upcase, ["a"]))                      # => "A"
