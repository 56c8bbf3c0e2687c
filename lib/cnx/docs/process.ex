# Cnx.Docs.Process - what h says about Process.
defmodule Cnx.Docs.Process do
  def text,
    do: ~S"""
    The script is the only process; what needs another one is refused by name.

    - alive?(pid): Whether it is this process, or an agent that was not stopped.
    - delete(key): Removes a key of the dictionary; gives its value.
    - get(): The dictionary as a list of pairs.
    - get(key, default \\ nil): The value under a key of the dictionary.
    - get_keys(): The keys of the dictionary.
    - info(pid): What waits in the mailbox.
    - list(): This process.
    - put(key, value): Puts a value into the dictionary; gives the one before.
    - send(dest, message, options): Puts a message into the mailbox.
    - sleep(timeout): Waits so many milliseconds.
    - spawn(function, options): Refused.
    - spawn(module, function, args, options): Refused.
    - link(pid): Refused.
    - unlink(pid): Refused.
    - monitor(pid): Refused.
    - monitor(pid, options): Refused.
    - demonitor(ref): Refused.
    - demonitor(ref, options): Refused.
    - register(pid, name): Refused.
    - unregister(name): Refused.
    - exit(pid, reason): Refused.
    - send_after(pid, message, ms): Refused.
    - send_after(pid, message, ms, options): Refused.
    - cancel_timer(ref): Refused.
    - cancel_timer(ref, options): Refused.
    - hibernate(module, function, args): Refused.
    - group_leader(): Refused.
    - group_leader(pid, leader): Refused.
    - info(pid, item): One item of that.
    - flag(flag, value): false for :trap_exit; nothing is linked.
    - flag(pid, flag, value): The same.
    - get_keys(value): The keys of the dictionary with this value.
    - registered(): The names of agents.
    - set_label(label): :ok; nothing shows it.
    - read_timer(ref): Refused.
    - alias(): Refused.
    - alias(options): Refused.
    - unalias(alias): Refused.
    - whereis(name): The pid of the agent of this name, or nil.
    """
end
