# Cnx.Docs.System - what h says about System.
defmodule Cnx.Docs.System do
  def text,
    do: ~S"""
    The program and the machine it runs on.

    - argv(): The arguments of the program.
    - argv(args): Changes them.
    - at_exit(fun): Calls the function with the exit status at the end.
    - convert_time_unit(time, from_unit, to_unit): A time in another unit.
    - delete_env(varname): Removes a variable of the environment.
    - fetch_env(varname): {:ok, value} of a variable, or :error.
    - fetch_env!(varname): The value of a variable.
    - get_env(): All variables as a map.
    - get_env(varname, default \\ nil): The value of a variable, or the default.
    - halt(status \\ 0): Ends the program.
    - monotonic_time(unit \\ :native): A clock that never goes back.
    - os_time(unit \\ :native): The time since 1970.
    - pid(): The number of the process.
    - put_env(variables): Sets variables.
    - put_env(varname, value): Sets a variable.
    - schedulers(): How many processors there are.
    - schedulers_online(): How many processors there are.
    - stop(status \\ 0): Ends the program.
    - system_time(unit \\ :native): The time since 1970.
    - tmp_dir(): A folder for temporary files.
    - tmp_dir!(): A folder for temporary files.
    - unique_integer(modifiers \\ []): An integer that was not given before.
    - user_home(): The user's folder.
    - user_home!(): The user's folder.
    - version(): The version of Elixir whose language this is.
    - build_info(): What the program was built from.
    - cmd(command, args, options \\ []): {output, status} of a program.
    - shell(command, options \\ []): {output, status} of a line for the shell.
    - compiled_endianness(): :little or :big.
    - endianness(): :little or :big.
    - find_executable(name): Where a program is, or nil.
    - otp_release(): The release of Erlang whose behaviour is followed.
    - time_offset(): System time less monotonic time.
    - time_offset(unit): The same in this unit.
    """
end
