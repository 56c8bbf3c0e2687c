# Cnx.Docs.File - what h says about File.
defmodule Cnx.Docs.File do
  def text,
    do: ~S"""
    Files. Functions give :ok or {:ok, value}, or {:error, reason}; those with ! raise File.Error.

    - cd(path): Changes the folder.
    - cd!(path): Changes the folder.
    - cp(source, destination): Copies a file.
    - cp!(source, destination): Copies a file.
    - cwd(): The folder.
    - cwd!(): The folder.
    - dir?(path): Whether there is a folder.
    - exists?(path): Whether there is something.
    - ls(path \\ "."): The names in a folder.
    - ls!(path \\ "."): The names in a folder.
    - mkdir(path): Makes a folder.
    - mkdir!(path): Makes a folder.
    - mkdir_p(path): Makes a folder and those above it.
    - mkdir_p!(path): Makes a folder and those above it.
    - read(path): The bytes of a file.
    - read!(path): The bytes of a file.
    - regular?(path): Whether there is a file.
    - rename(source, destination): Moves a file.
    - rm(path): Removes a file.
    - rm!(path): Removes a file.
    - rm_rf(path): Removes files and folders with all that is in them.
    - rm_rf!(path): Removes files and folders with all that is in them.
    - rmdir(path): Removes an empty folder.
    - rmdir!(path): Removes an empty folder.
    - stream!(path, line_or_bytes \\ :line, modes \\ []): The lines of a file, or parts of so many bytes, as a stream.
    - write(path, content, modes \\ []): Writes a file; the mode :append adds to it.
    - write!(path, content, modes \\ []): Writes a file; the mode :append adds to it.
    - cd!(path, function): The result of the function, run in the folder.
    - chmod(path, mode): Sets the permissions.
    - chmod!(path, mode): Sets the permissions.
    - close(device): Closes what open gave.
    - copy(source, destination, bytes \\ :infinity): Copies at most so many bytes; {:ok, count}.
    - copy!(source, destination, bytes \\ :infinity): The same; the count.
    - cp(source, destination, options): Copies a file.
    - cp!(source, destination, options): Copies a file.
    - cp_r(source, destination, options \\ []): Copies a folder with all in it; {:ok, paths}.
    - cp_r!(source, destination, options \\ []): The same; the paths.
    - dir?(path, options): Whether there is a folder.
    - exists?(path, options): Whether there is something.
    - regular?(path, options): Whether there is a file.
    - ln(existing, new): Another name for a file.
    - ln!(existing, new): Another name for a file.
    - ln_s(existing, new): A symbolic link.
    - ln_s!(existing, new): A symbolic link.
    - stat(path, options \\ []): {:ok, %File.Stat{}}; `time: :posix` gives seconds.
    - stat!(path, options \\ []): The %File.Stat{}.
    - lstat(path, options \\ []): The same of a link itself.
    - lstat!(path, options \\ []): The same of a link itself.
    - open(path, modes_or_function \\ []): {:ok, device}; modes are :read, :write, :append and :exclusive.
    - open(path, modes, function): {:ok, result} of the function with the device.
    - open!(path, modes_or_function \\ []): The device.
    - open!(path, modes, function): The result of the function.
    - read_link(path): {:ok, path} that a link leads to.
    - read_link!(path): The path that a link leads to.
    - rename!(source, destination): Moves a file.
    - touch(path, time \\ now): Makes the file or sets its times.
    - touch!(path, time \\ now): Makes the file or sets its times.
    """
end
