# Path - names of files as text; nothing here but expand/1 and absname/1 asks the system.
defmodule Path do
  def join([name]), do: text(name)
  def join([left, right | rest]), do: join([join(left, right) | rest])

  def join(left, right) do
    left = text(left)
    right = String.replace_prefix(text(right), "/", "")

    cond do
      left == "/" -> without_end("/" <> right)
      right == "" -> without_end(left)
      left == "" -> without_end(right)
      true -> without_end(String.replace_suffix(left, "/", "") <> "/" <> right)
    end
  end

  defp without_end("/"), do: "/"
  defp without_end(path), do: String.replace_suffix(path, "/", "")

  defp text(path), do: IO.chardata_to_string(path)

  defp base("./" <> path), do: "./" <> clean(path)
  defp base("."), do: "."
  defp base(path), do: clean(path)

  # Without doubled slashes, a slash at the end and names that stay where they are.
  defp clean(path) do
    case path |> split() |> Enum.reject(&(&1 == ".")) do
      [] -> ""
      names -> join(names)
    end
  end

  def split(path) do
    case text(path) do
      "" -> []
      "/" <> rest -> ["/" | String.split(rest, "/", trim: true)]
      path -> String.split(path, "/", trim: true)
    end
  end

  def basename(path) do
    case List.last(split(path)) do
      nil -> ""
      "/" -> ""
      name -> name
    end
  end

  def basename(path, extension), do: String.replace_suffix(basename(path), text(extension), "")

  def dirname(path) do
    case Regex.run(~r"^(.*)/[^/]*$"s, text(path)) do
      nil -> "."
      [_, front] -> if(front =~ ~r"^/*$", do: "/", else: String.trim_trailing(front, "/"))
    end
  end

  def extname(path) do
    case String.split(basename(path), ".") do
      [_] -> ""
      ["", _] -> ""
      names -> "." <> List.last(names)
    end
  end

  def rootname(path) do
    path = text(path)
    String.replace_suffix(path, extname(path), "")
  end

  # A name is more than its extension.
  def rootname(path, extension) do
    root = String.replace_suffix(text(path), text(extension), "")
    if String.ends_with?(root, "/"), do: text(path), else: root
  end

  def type(path) when is_binary(path) or is_list(path),
    do: if(String.starts_with?(text(path), "/"), do: :absolute, else: :relative)

  def absname(path), do: absname(path, File.cwd!())

  def absname(path, relative_to) do
    if type(path) == :absolute,
      do: clean(text(path)),
      else: join(base(text(relative_to)), if(path == ".", do: ".", else: clean(text(path))))
  end

  def expand(path), do: expand(path, File.cwd!())

  def expand(path, relative_to) do
    base = absname(home(text(relative_to)), File.cwd!())
    home(text(path)) |> absname(base) |> split() |> resolve([])
  end

  defp home("~"), do: System.user_home!()
  defp home("~/" <> rest), do: join(System.user_home!(), rest)
  defp home(path), do: path

  defp resolve(["." | rest], acc), do: resolve(rest, acc)
  defp resolve([".." | rest], ["/"]), do: resolve(rest, ["/"])
  defp resolve([".." | rest], [_ | acc]), do: resolve(rest, acc)
  defp resolve([name | rest], acc), do: resolve(rest, [name | acc])
  defp resolve([], acc), do: acc |> :lists.reverse() |> join()

  def relative(path) do
    case String.replace_prefix(text(path), "/", "") do
      "" when path != "" -> "."
      path -> path
    end
  end

  # What leads from `base` to `path`; from one absolute path to another only downwards, unless `force`.
  def relative_to(path, base, options \\ []) when is_list(options) do
    path = path |> split() |> without_dots([])
    base = base |> split() |> without_dots([])
    {below, above} = without_common(path, base)

    cond do
      path == base or path == [] -> "."
      absolute?(path) != absolute?(base) -> join(path)
      above == [] -> join(below)
      not absolute?(path) or options[:force] -> join(Enum.map(above, fn _ -> ".." end) ++ below)
      true -> join(path)
    end
  end

  def relative_to_cwd(path, options \\ []), do: relative_to(path, File.cwd!(), options)

  defp absolute?(parts), do: List.first(parts) == "/"
  defp without_common([same | left], [same | right]), do: without_common(left, right)
  defp without_common(left, right), do: {left, right}

  # A relative path keeps the ".." that lead above its start.
  defp without_dots(["." | rest], acc), do: without_dots(rest, acc)
  defp without_dots([".." | rest], ["/"]), do: without_dots(rest, ["/"])

  defp without_dots([".." | rest], [last | acc]) when last != "..",
    do: without_dots(rest, acc)

  defp without_dots([part | rest], acc), do: without_dots(rest, [part | acc])
  defp without_dots([], acc), do: :lists.reverse(acc)

  # The paths that a pattern with *, **, ?, [] and {} names, sorted.
  def wildcard(glob, options \\ []), do: Cnx.Glob.match(IO.chardata_to_string(glob), options)

  # --- paths inside of a folder ---

  @deprecated "Use safe_relative/2 instead"
  def safe_relative_to(path, cwd), do: safe_relative(path, cwd)

  # The path without dots, if neither they nor links on the way lead out of the folder.
  def safe_relative(path, cwd \\ File.cwd!()) do
    case path |> split() |> safe_parts(text(cwd), [], 0) do
      :error -> :error
      [] -> {:ok, ""}
      parts -> {:ok, parts |> Enum.reverse() |> join()}
    end
  end

  @most_links 40

  defp safe_parts(["/" | _], _cwd, _acc, _links), do: :error
  defp safe_parts(["." | rest], cwd, acc, links), do: safe_parts(rest, cwd, acc, links)
  defp safe_parts([".." | _], _cwd, [], _links), do: :error
  defp safe_parts([".." | rest], cwd, [_ | acc], links), do: safe_parts(rest, cwd, acc, links)

  defp safe_parts([part | rest], cwd, acc, links) do
    case File.read_link(join([cwd | Enum.reverse([part | acc])])) do
      {:ok, target} when links < @most_links ->
        safe_parts(split(target) ++ rest, cwd, acc, links + 1)

      {:ok, _} ->
        :error

      {:error, _} ->
        safe_parts(rest, cwd, [part | acc], links)
    end
  end

  defp safe_parts([], _cwd, acc, _links), do: acc
end
