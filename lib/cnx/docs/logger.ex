# Cnx.Docs.Logger - what h says about Logger.
defmodule Cnx.Docs.Logger do
  def text,
    do: ~S"""
    Messages by level, to standard error. A level below the one that is set is not written.

    - emergency(message, metadata \\ []): Writes a message of this level.
    - alert(message, metadata \\ []): Writes a message of this level.
    - critical(message, metadata \\ []): Writes a message of this level.
    - error(message, metadata \\ []): Writes a message of this level.
    - warning(message, metadata \\ []): Writes a message of this level.
    - notice(message, metadata \\ []): Writes a message of this level.
    - info(message, metadata \\ []): Writes a message of this level.
    - debug(message, metadata \\ []): Writes a message of this level.
    - warn(message, metadata \\ []): As warning, deprecated.
    - log(level, message, metadata \\ []): Writes a message.
    - bare_log(level, message, metadata \\ []): The same as a function.
    - level(): The lowest level that is written.
    - levels(): All of them.
    - compare_levels(left, right): :lt, :eq or :gt.
    - configure(options): Sets `level:` and the like.
    - metadata(): What goes along with messages.
    - metadata(keywords): Adds to that.
    - put_process_level(pid, level): The level of this process.
    - flush(): :ok.
    """
end
