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
    """
end
