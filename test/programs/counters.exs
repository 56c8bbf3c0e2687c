# Agents, tasks and messages: counters, a cache, what waits in the mailbox.
defmodule Counter do
  use Agent
  def start_link(n \\ 0), do: Agent.start_link(fn -> n end, name: __MODULE__)
  def value, do: Agent.get(__MODULE__, & &1)
  def inc(by \\ 1), do: Agent.update(__MODULE__, &(&1 + by))
  def take, do: Agent.get_and_update(__MODULE__, fn n -> {n, 0} end)
end

{:ok, pid} = Counter.start_link(5)
IO.inspect(is_pid(pid))
Counter.inc()
Counter.inc(10)
IO.inspect({Counter.value(), Counter.take(), Counter.value()})
IO.inspect(match?({:error, {:already_started, ^pid}}, Counter.start_link()))
IO.inspect(Process.whereis(Counter) == pid)
Agent.stop(Counter)
IO.inspect(Process.whereis(Counter))
IO.inspect(Process.alive?(pid))
{:ok, cache} = Agent.start(fn -> %{} end)

fib = fn
  _f, n when n < 2 ->
    n

  f, n ->
    case Agent.get(cache, &Map.get(&1, n)) do
      nil ->
        v = f.(f, n - 1) + f.(f, n - 2)
        Agent.update(cache, &Map.put(&1, n, v))
        v

      v ->
        v
    end
end

IO.inspect(fib.(fib, 90))
IO.inspect(Agent.get(cache, &map_size/1))
tasks = for i <- 1..5, do: Task.async(fn -> i * i end)
IO.inspect(Task.await_many(tasks))

IO.inspect(
  1..6
  |> Task.async_stream(fn x -> x * 2 end, max_concurrency: 3, ordered: true)
  |> Enum.map(fn {:ok, v} -> v end)
)

IO.inspect(Task.async_stream(["a", "b"], String, :upcase, []) |> Enum.into([]))
t = Task.async(fn -> Process.get(:x, :unset) end)
Process.put(:x, 1)
IO.inspect({Task.await(t), Process.get(:x)})
me = self()
Task.async(fn -> send(me, {:hi, 1}) end) |> Task.await()

receive do
  {:hi, n} -> IO.puts("got #{n}")
after
  0 -> IO.puts("none")
end

send(self(), :a)
send(self(), {:b, 2})
send(self(), :c)

r =
  receive do
    {:b, x} -> x
  end

IO.inspect({r, Process.info(self(), :message_queue_len)})

flush = fn f ->
  receive do
    m -> [m | f.(f)]
  after
    0 -> []
  end
end

IO.inspect(flush.(flush))
task = Task.async(fn -> :done end)
IO.inspect(Task.yield(task, 100))
IO.puts("x")

[a, b] =
  Task.yield_many([Task.async(fn -> 1 end), Task.async(fn -> 2 end)], 1000)
  |> Enum.map(fn {_, r} -> r end)

IO.inspect({a, b})
IO.inspect(Agent.get(cache, fn m -> m |> Map.keys() |> Enum.max() end, 1000))
IO.inspect(Agent.cast(cache, fn _ -> :new end))
IO.inspect(Agent.get(cache, & &1))

IO.inspect(
  try do
    Agent.get(:nobody, & &1)
  catch
    :exit, {:noproc, _} -> :noproc
  end
)
