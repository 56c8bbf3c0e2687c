# Agent - a state under a pid or a name. Functions on it run as a process of their own, at once.
defmodule Agent do
  def start(fun, options \\ []) when is_function(fun, 0) do
    start_link(fun, options)
  rescue
    exception -> {:error, {exception, __STACKTRACE__}}
  end

  def start(module, function, args, options \\ []),
    do: start(fn -> apply(module, function, args) end, options)

  def start_link(fun, options \\ []) when is_function(fun, 0) do
    name = Keyword.get(options, :name)

    case name && whereis(name) do
      nil ->
        pid = Cnx.Process.new()
        put(pid, Cnx.Process.run(pid, fun))
        if name, do: Process.register(pid, name)
        {:ok, pid}

      pid ->
        {:error, {:already_started, pid}}
    end
  end

  def start_link(module, function, args, options \\ []),
    do: start_link(fn -> apply(module, function, args) end, options)

  def stop(agent, _reason \\ :normal, _timeout \\ :infinity) do
    pid = alive(agent, :stop)
    :persistent_term.erase({Agent, :state, pid})

    for {{Process, :name, _} = key, ^pid} <- :persistent_term.get(),
        do: :persistent_term.erase(key)

    :ok
  end

  def whereis(pid) when is_pid(pid), do: pid
  def whereis(name) when is_atom(name), do: Process.whereis(name)
  def whereis(_name), do: nil

  # --- the state ---

  def get(agent, fun, timeout \\ 5000)

  def get(agent, fun, _timeout) when is_function(fun, 1) do
    {pid, state} = state(agent, :get)
    Cnx.Process.run(pid, fn -> fun.(state) end)
  end

  def get(agent, module, function, args, timeout \\ 5000),
    do: get(agent, &apply(module, function, [&1 | args]), timeout)

  def update(agent, fun, timeout \\ 5000)

  def update(agent, fun, _timeout) when is_function(fun, 1) do
    {pid, state} = state(agent, :update)
    put(pid, Cnx.Process.run(pid, fn -> fun.(state) end))
  end

  def update(agent, module, function, args, timeout \\ 5000),
    do: update(agent, &apply(module, function, [&1 | args]), timeout)

  def get_and_update(agent, fun, timeout \\ 5000)

  def get_and_update(agent, fun, _timeout) when is_function(fun, 1) do
    {pid, state} = state(agent, :get_and_update)

    case Cnx.Process.run(pid, fn -> fun.(state) end) do
      {reply, state} ->
        put(pid, state)
        reply

      other ->
        exit(
          {{:bad_return_value, other}, {GenServer, :call, [agent, {:get_and_update, fun}, 5000]}}
        )
    end
  end

  def get_and_update(agent, module, function, args, timeout \\ 5000),
    do: get_and_update(agent, &apply(module, function, [&1 | args]), timeout)

  def cast(agent, fun) when is_function(fun, 1) do
    if has_state?(whereis(agent)), do: update(agent, fun)
    :ok
  end

  def cast(agent, module, function, args), do: cast(agent, &apply(module, function, [&1 | args]))

  def child_spec(argument),
    do: %{id: Agent, start: {Agent, :start_link, [argument]}}

  defmacro __using__(options) do
    quote do
      def child_spec(argument) do
        spec = %{id: __MODULE__, start: {__MODULE__, :start_link, [argument]}}
        Map.merge(spec, Map.new(unquote(options)))
      end

      defoverridable child_spec: 1
    end
  end

  @doc false
  def __alive__?(pid), do: has_state?(pid)

  defp put(pid, state), do: :persistent_term.put({Agent, :state, pid}, {:state, state})
  defp has_state?(pid), do: pid != nil and :persistent_term.get({Agent, :state, pid}, nil) != nil

  defp state(agent, call) do
    pid = alive(agent, call)
    {:state, state} = :persistent_term.get({Agent, :state, pid})
    {pid, state}
  end

  defp alive(agent, call) do
    pid = whereis(agent)
    if has_state?(pid), do: pid, else: exit({:noproc, {GenServer, :call, [agent, call, 5000]}})
  end
end
