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
    - reset_metadata(metadata \\ []): Only this goes along.
    - put_process_level(pid, level): The level of this process.
    - get_process_level(pid): The level of this process, or nil.
    - delete_process_level(pid): Takes it away.
    - enable(pid): As delete_process_level.
    - disable(pid): As put_process_level with :none.
    - enabled?(pid): Whether this process writes messages.
    - put_module_level(modules, level): The level of what these modules write.
    - get_module_level(modules): [{module, level}] of those that have one.
    - delete_module_level(modules): Takes it away.
    - delete_all_module_levels(): Takes all away.
    - flush(): :ok.
    """
end
