# File - files by path. Functions give :ok, {:ok, value} or {:error, reason}; those with a bang
# raise File.Error.
defmodule File do
  def read(path), do: Cnx.File.read(path)
  def read!(path), do: value!(Cnx.File.read(path), path, "read file")

  def write(path, content, modes \\ []),
    do: Cnx.File.write(path, content, Enum.find([:exclusive, :append], &(&1 in modes)))

  def write!(path, content, modes \\ []),
    do: done!(write(path, content, modes), path, "write to file")

  def rm(path), do: Cnx.File.rm(path)
  def rm!(path), do: done!(rm(path), path, "remove file")
  def rmdir(path), do: Cnx.File.rmdir(path)
  def rmdir!(path), do: done!(rmdir(path), path, "remove directory")
  def mkdir(path), do: Cnx.File.mkdir(path)
  def mkdir!(path), do: done!(mkdir(path), path, "make directory")
  def cwd, do: Cnx.File.cwd()
  def cwd!, do: value!(cwd(), "", "get current working directory")
  def cd(path), do: Cnx.File.chdir(path)
  def cd!(path), do: done!(cd(path), path, "set current working directory to")

  # The function runs in the folder.
  def cd!(path, function) when is_function(function, 0) do
    before = cwd!()
    cd!(path)

    try do
      function.()
    after
      cd!(before)
    end
  end

  def ls(path \\ "."), do: Cnx.File.list(path)
  def ls!(path \\ "."), do: value!(ls(path), path, "list directory")
  def rename(from, to), do: Cnx.File.rename(from, to)
  def exists?(path, _options \\ []), do: match?({:ok, _}, Cnx.File.about(path))
  def dir?(path, _options \\ []), do: match?({:ok, {:directory, _, _}}, Cnx.File.about(path))
  def regular?(path, _options \\ []), do: match?({:ok, {:regular, _, _}}, Cnx.File.about(path))

  def mkdir_p(path) do
    cond do
      dir?(path) ->
        :ok

      Path.dirname(path) == path ->
        mkdir(path)

      regular?(Path.dirname(path)) ->
        {:error, :enotdir}

      true ->
        with :ok <- mkdir_p(Path.dirname(path)) do
          case mkdir(path) do
            {:error, :eexist} -> if dir?(path), do: :ok, else: {:error, :eexist}
            other -> other
          end
        end
    end
  end

  def mkdir_p!(path), do: done!(mkdir_p(path), path, "make directory (with -p)")

  # `on_conflict: fun` says whether a file that is there is written over; the mode is kept.
  def cp(from, to, options \\ []) do
    if may_write?(from, to, options) do
      with {:ok, bytes} <- read(from),
           :ok <- write(to, bytes),
           {:ok, %{mode: mode}} <- stat(from),
           do: chmod(to, Bitwise.band(mode, 0o7777))
    else
      :ok
    end
  end

  def cp!(from, to, options \\ []),
    do: cp(from, to, options) |> pair!(File.CopyError, "copy", source: from, destination: to)

  defp may_write?(from, to, fun) when is_function(fun, 2), do: not exists?(to) or fun.(from, to)

  defp may_write?(from, to, options),
    do: may_write?(from, to, Keyword.get(options, :on_conflict, fn _, _ -> true end))

  def rm_rf(path) do
    {:ok, remove_all(path, [])}
  catch
    {__MODULE__, reason, path} -> {:error, reason, path}
  end

  def rm_rf!(path) do
    case rm_rf(path) do
      {:ok, removed} ->
        removed

      {:error, reason, path} ->
        failed(reason, path, "remove files and directories recursively from")
    end
  end

  # A link goes, and what it leads to stays.
  defp remove_all(path, removed) do
    case lstat(path) do
      {:ok, %{type: :directory}} ->
        {:ok, names} = step(ls(path), path)
        removed = Enum.reduce(names, removed, &remove_all(Path.join(path, &1), &2))
        step(rmdir(path), path)
        [path | removed]

      {:ok, _} ->
        step(rm(path), path)
        [path | removed]

      {:error, reason} when reason in [:enoent, :enotdir] ->
        removed

      {:error, reason} ->
        throw({__MODULE__, reason, path})
    end
  end

  # Lines, or pieces of so many bytes; a stream may also be collected into.
  def stream!(path, lines_or_bytes \\ :line, modes \\ [])

  def stream!(path, modes, size) when is_list(modes),
    do: stream!(path, if(size == [], do: :line, else: size), modes)

  def stream!(path, size, modes) when size == :line or (is_integer(size) and size > 0),
    do: %File.Stream{path: IO.chardata_to_string(path), line_or_bytes: size, modes: modes}

  # --- what the system knows of a file ---

  def stat(path, options \\ []), do: about(Cnx.File.stat(path, true), options)
  def stat!(path, options \\ []), do: value!(stat(path, options), path, "read file stats")
  def lstat(path, options \\ []), do: about(Cnx.File.stat(path, false), options)
  def lstat!(path, options \\ []), do: value!(lstat(path, options), path, "read file stats")

  defp about({:ok, facts}, options) do
    {size, type, access, atime, mtime, ctime, mode, links, major, minor, inode, uid, gid} = facts

    time =
      case options[:time] do
        :posix -> & &1
        :local -> &Cnx.Time.local/1
        _ -> &Cnx.Time.of_posix/1
      end

    {:ok,
     %File.Stat{
       size: size,
       type: type,
       access: access,
       atime: time.(atime),
       mtime: time.(mtime),
       ctime: time.(ctime),
       mode: mode,
       links: links,
       major_device: major,
       minor_device: minor,
       inode: inode,
       uid: uid,
       gid: gid
     }}
  end

  defp about(error, _options), do: error

  def chmod(path, mode), do: Cnx.File.chmod(path, mode)
  def chmod!(path, mode), do: done!(chmod(path, mode), path, "change mode for")
  def touch(path, time \\ System.os_time(:second))
  def touch(path, time) when is_tuple(time), do: touch(path, Cnx.Time.to_posix(time))
  def touch(path, time), do: Cnx.File.touch(path, time)
  def touch!(path, time \\ System.os_time(:second)), do: done!(touch(path, time), path, "touch")
  def ln(existing, new), do: Cnx.File.link(existing, new, false)

  def ln!(existing, new) do
    ln(existing, new)
    |> pair!(File.LinkError, "create hard link", existing: existing, new: new)
  end

  def ln_s(existing, new), do: Cnx.File.link(existing, new, true)

  def ln_s!(existing, new) do
    ln_s(existing, new)
    |> pair!(File.LinkError, "create symlink", existing: existing, new: new)
  end

  def read_link(path), do: Cnx.File.read_link(path)
  def read_link!(path), do: value!(read_link(path), path, "read link")

  def rename!(from, to) do
    rename(from, to)
    |> pair!(File.RenameError, "rename", source: from, destination: to)
  end

  # --- copies ---

  # At most so many bytes; gives their number.
  def copy(from, to, bytes \\ :infinity) do
    with {:ok, all} <- read(from) do
      part = if bytes == :infinity, do: all, else: binary_part(all, 0, min(bytes, byte_size(all)))
      with :ok <- write(to, part), do: {:ok, byte_size(part)}
    end
  end

  def copy!(from, to, bytes \\ :infinity) do
    case copy(from, to, bytes) do
      {:ok, count} -> count
      error -> pair!(error, File.CopyError, "copy", source: from, destination: to)
    end
  end

  # A folder with all that is in it, links as links unless `dereference_symlinks: true`; gives what was
  # written.
  def cp_r(from, to, options \\ []) do
    {:ok, copy_all(from, to, [], options)}
  catch
    {__MODULE__, reason, path} -> {:error, reason, path}
  end

  def cp_r!(from, to, options \\ []) do
    case cp_r(from, to, options) do
      {:ok, copied} ->
        copied

      {:error, reason, path} ->
        fields = [source: from, destination: to, on: IO.chardata_to_string(path)]
        pair!({:error, reason}, File.CopyError, "copy recursively", fields)
    end
  end

  defp copy_all(from, to, copied, options) do
    follows? = is_list(options) and Keyword.get(options, :dereference_symlinks, false)
    {:ok, %{type: type}} = step(if(follows?, do: stat(from), else: lstat(from)), from)

    case type do
      :directory ->
        {:ok, names} = step(ls(from), from)
        with {:error, :eexist} <- mkdir(to), do: :ok, else: (made -> step(made, to))

        Enum.reduce(names, [to | copied], fn name, copied ->
          copy_all(Path.join(from, name), Path.join(to, name), copied, options)
        end)

      _ ->
        if may_write?(from, to, options) do
          if type == :symlink, do: copy_link(from, to), else: step(cp(from, to), from)
          [to | copied]
        else
          copied
        end
    end
  end

  defp copy_link(from, to) do
    {:ok, target} = step(read_link(from), from)
    rm(to)
    step(ln_s(target, to), to)
  end

  defp step({:error, reason}, path),
    do: throw({__MODULE__, reason, IO.chardata_to_string(path)})

  defp step(done, _path), do: done

  # --- devices ---

  # Modes are :read, :write, :append and :exclusive; others change nothing here.
  def open(path, modes_or_function \\ [])
  def open(path, function) when is_function(function, 1), do: open(path, [], function)

  def open(path, modes) when is_list(modes) do
    full = Path.expand(path)
    writes? = Enum.any?([:write, :append, :exclusive], &(&1 in modes))
    keeps? = :append in modes or (:write in modes and :read in modes)

    with :ok <- if(:exclusive in modes and exists?(path), do: {:error, :eexist}, else: :ok),
         :ok <- if(writes?, do: write(full, "", if(keeps?, do: [:append], else: [])), else: :ok),
         {:ok, input} <- if(:read in modes or not writes?, do: read(full), else: {:ok, nil}) do
      {:ok, Cnx.Device.open(%Cnx.Device{path: full, output: writes?, input: input})}
    end
  end

  def open(path, modes, function) do
    with {:ok, device} <- open(path, modes) do
      try do
        {:ok, function.(device)}
      after
        close(device)
      end
    end
  end

  def open!(path, modes_or_function \\ []),
    do: value!(open(path, modes_or_function), path, "open")

  def open!(path, modes, function), do: value!(open(path, modes, function), path, "open")

  def close(device) do
    Cnx.Device.close(device)
    :ok
  end

  defp pair!(:ok, _exception, _action, _fields), do: :ok

  defp pair!({:error, reason}, exception, action, fields) do
    fields = for {key, path} <- fields, do: {key, IO.chardata_to_string(path)}
    raise exception, [reason: reason, action: action] ++ fields
  end

  defp done!(:ok, _path, _action), do: :ok
  defp done!({:error, reason}, path, action), do: failed(reason, path, action)
  defp value!({:ok, value}, _path, _action), do: value
  defp value!({:error, reason}, path, action), do: failed(reason, path, action)

  defp failed(reason, path, action) do
    raise File.Error, reason: reason, action: action, path: IO.chardata_to_string(path)
  end
end
