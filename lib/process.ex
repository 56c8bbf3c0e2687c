# Process - the script is the only process; what needs another one is refused by name.
defmodule Process do
  def alive?(pid) when is_pid(pid), do: Cnx.Process.alive?(pid) or Agent.__alive__?(pid)
  def list, do: [self()]

  # --- names ---

  def whereis(name) when is_atom(name) do
    pid = :persistent_term.get({Process, :name, name}, nil)
    if pid != nil and alive?(pid), do: pid
  end

  def registered, do: Enum.map(names(), &elem(&1, 0))

  def register(pid, name) when is_atom(name) and name not in [nil, false, true, :undefined] do
    alive? = is_pid(pid) and alive?(pid)

    if not alive? or whereis(name) != nil or List.keymember?(names(), pid, 1) do
      raise ArgumentError,
            "could not register #{inspect(pid)} with name #{inspect(name)} because it is not " <>
              "alive, the name is already taken, or it has already been given another name"
    end

    :persistent_term.put({Process, :name, name}, pid)
    true
  end

  def unregister(name) when is_atom(name) do
    if whereis(name) == nil do
      raise ArgumentError,
            "errors were found at the given arguments:\n\n  * 1st argument: not a pid\n"
    end

    :persistent_term.erase({Process, :name, name})
  end

  defp names do
    for {{Process, :name, name}, pid} <- :persistent_term.get(), alive?(pid), do: {name, pid}
  end

  # ---
  def get_keys, do: Keyword.keys(get())

  # The keys under which this value is.
  def get_keys(value), do: for({key, ^value} <- get(), do: key)
  def flag(:trap_exit, _value), do: false
  def flag(pid, flag, value) when is_pid(pid), do: flag(flag, value)
  # Nothing shows the label.
  def set_label(_label), do: :ok

  def send(destination, message, _options) do
    Kernel.send(destination, message)
    :ok
  end

  def info(pid) when is_pid(pid), do: [messages: Cnx.Mailbox.messages()]
  def info(pid, :messages) when is_pid(pid), do: {:messages, Cnx.Mailbox.messages()}

  # Of the program; what the library does between is left out.
  def info(pid, :current_stacktrace) when is_pid(pid) do
    raise "here"
  rescue
    RuntimeError -> {:current_stacktrace, __STACKTRACE__}
  end

  def info(pid, :registered_name) when is_pid(pid) do
    case List.keyfind(names(), pid, 1) do
      {name, _} -> {:registered_name, name}
      nil -> {:registered_name, []}
    end
  end

  def info(pid, :message_queue_len) when is_pid(pid),
    do: {:message_queue_len, length(Cnx.Mailbox.messages())}

  for {name, arities} <- [
        spawn: [2, 4],
        link: [1],
        unlink: [1],
        monitor: [1, 2],
        demonitor: [1, 2],
        exit: [2],
        send_after: [3, 4],
        cancel_timer: [1, 2],
        read_timer: [1],
        alias: [0, 1],
        unalias: [1],
        hibernate: [3],
        group_leader: [0, 2]
      ],
      arity <- arities do
    def unquote(name)(unquote_splicing(Macro.generate_arguments(arity, __MODULE__))),
      do:
        Cnx.Process.refuse(
          unquote("Process.#{name}/#{arity}"),
          unquote(Macro.generate_arguments(arity, __MODULE__))
        )
  end
end
