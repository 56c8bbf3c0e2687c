# Cnx.Docs.Path - what h says about Path.
defmodule Cnx.Docs.Path do
  def text,
    do: ~S"""
    Names of files.

    - absname(path): The path from the root on.
    - absname(path, relative_to): The same, from a folder.
    - basename(path): The last part.
    - basename(path, extension): The last part without the extension.
    - dirname(path): What is in front of the last part.
    - expand(path): The path from the root on, without ~, . and ..
    - expand(path, relative_to): The same, from a folder.
    - extname(path): The extension with its dot.
    - join(list): The parts as one path.
    - join(left, right): Both as one path.
    - relative(name): The path without the root.
    - relative_to(path, cwd, options \\ []): The path as seen from a folder; with `force: true` also upwards.
    - relative_to_cwd(path, options \\ []): The path as seen from the present folder.
    - rootname(path): Without the extension.
    - rootname(path, extension): Without this extension.
    - split(path): The parts.
    - type(name): :absolute or :relative.
    - wildcard(glob, opts \\ []): The paths that a pattern with *, **, ?, [] and {} names.
    - safe_relative_to(path, folder): The same as safe_relative/2.
    - safe_relative(path, folder \\ "."): {:ok, path} when it leads to nothing outside of the folder, else :error.
    """
end
