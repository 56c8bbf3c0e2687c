# Cnx.Docs.Process - what h says about Process.
defmodule Cnx.Docs.Process do
  def text,
    do: ~S"""
    The script is the only process; what needs another one is refused by name.

    - alive?(pid): Whether it is this process.
    - delete(key): Removes a key of the dictionary; gives its value.
    - get(): The dictionary as a list of pairs.
    - get(key, default \\ nil): The value under a key of the dictionary.
    - get_keys(): The keys of the dictionary.
    - info(pid): What waits in the mailbox.
    - list(): This process.
    - put(key, value): Puts a value into the dictionary; gives the one before.
    - send(dest, message, options): Puts a message into the mailbox.
    - sleep(timeout): Waits so many milliseconds.
    """
end
