# Task - functions run as processes of their own: at once and one after the other, when they start.
# What a task gives waits as a message to the process that started it.
defmodule Task do
  @enforce_keys [:mfa, :owner, :pid, :ref]
  defstruct [:mfa, :owner, :pid, :ref]

  def async(fun) when is_function(fun, 0), do: start_async(:erlang, :apply, [fun, []], fun)

  def async(module, function, args) when is_atom(module) and is_atom(function) and is_list(args),
    do: start_async(module, function, args, fn -> apply(module, function, args) end)

  defp start_async(module, function, args, fun) do
    task = %Task{
      mfa: {module, function, length(args)},
      owner: self(),
      pid: Cnx.Process.new(),
      ref: make_ref()
    }

    send(task.owner, {task.ref, Cnx.Process.run(task.pid, fun)})
    task
  end

  def completed(result) do
    task = %Task{mfa: {Task, :completed, 1}, owner: self(), pid: nil, ref: make_ref()}
    send(self(), {task.ref, result})
    task
  end

  def start(fun) when is_function(fun, 0) do
    pid = Cnx.Process.new()
    Cnx.Process.run(pid, fun)
    {:ok, pid}
  end

  def start(module, function, args), do: start(fn -> apply(module, function, args) end)
  def start_link(fun), do: start(fun)
  def start_link(module, function, args), do: start(module, function, args)

  def child_spec(argument),
    do: %{id: Task, start: {Task, :start_link, [argument]}, restart: :temporary}

  defmacro __using__(options) do
    quote do
      def child_spec(argument) do
        spec = %{
          id: __MODULE__,
          start: {__MODULE__, :start_link, [argument]},
          restart: :temporary
        }

        Map.merge(spec, Map.new(unquote(options)))
      end

      defoverridable child_spec: 1
    end
  end

  # --- results ---

  def await(%Task{ref: ref, owner: owner} = task, timeout \\ 5000) do
    if owner != self(), do: raise(ArgumentError, invalid_owner(task))

    receive do
      {^ref, reply} -> reply
    after
      0 -> exit({:timeout, {__MODULE__, :await, [task, timeout]}})
    end
  end

  defp invalid_owner(task) do
    "task #{inspect(task)} must be queried from the owner but was queried from #{inspect(self())}"
  end

  def await_many(tasks, timeout \\ 5000), do: Enum.map(tasks, &await(&1, timeout))

  def yield(%Task{ref: ref, owner: owner} = task, _timeout \\ 5000) do
    if owner != self(), do: raise(ArgumentError, invalid_owner(task))

    receive do
      {^ref, reply} -> {:ok, reply}
    after
      0 -> nil
    end
  end

  def yield_many(tasks, _options \\ []), do: Enum.map(tasks, &{&1, yield(&1, 0)})

  def shutdown(%Task{} = task, _timeout \\ 5000), do: yield(task, 0)
  def ignore(%Task{} = task), do: yield(task, 0)

  # --- many at a time ---

  def async_stream(enumerable, fun, options \\ [])

  def async_stream(enumerable, fun, options) when is_function(fun, 1) and is_list(options),
    do: Stream.map(enumerable, fn x -> {:ok, Cnx.Process.fresh(fn -> fun.(x) end)} end)

  def async_stream(enumerable, module, function, args, options \\ [])
      when is_atom(module) and is_atom(function) and is_list(args),
      do: async_stream(enumerable, fn x -> apply(module, function, [x | args]) end, options)
end
