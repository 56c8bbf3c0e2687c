# Process - the script is the only process; what needs another one is refused by name.
defmodule Process do
  def alive?(pid) when is_pid(pid), do: pid == self() or Agent.__alive__?(pid)
  def list, do: [self()]
  def whereis(name) when is_atom(name), do: Agent.whereis(name)
  def get_keys, do: Keyword.keys(get())

  # The keys under which this value is.
  def get_keys(value), do: for({key, ^value} <- get(), do: key)
  def flag(:trap_exit, _value), do: false
  def flag(pid, flag, value) when is_pid(pid), do: flag(flag, value)
  def registered, do: for({{Agent, :name, name}, _} <- :persistent_term.get(), do: name)
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

  def info(pid, :message_queue_len) when is_pid(pid),
    do: {:message_queue_len, length(Cnx.Mailbox.messages())}

  for {name, arities} <- [
        spawn: [2, 4],
        link: [1],
        unlink: [1],
        monitor: [1, 2],
        demonitor: [1, 2],
        register: [2],
        unregister: [1],
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
