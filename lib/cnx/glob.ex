# Cnx.Glob - the files that a pattern with *, **, ?, [a-z] and {a,b} names, sorted.
defmodule Cnx.Glob do
  def match(pattern, options) do
    dots? = Keyword.get(options, :match_dot, false)

    {root, parts} =
      case Path.split(pattern) do
        ["/" | parts] -> {"/", parts}
        [".", _ | _] = parts -> {"", Enum.drop_while(parts, &(&1 == "."))}
        parts -> {"", parts}
      end

    root |> walk(parts, dots?) |> Enum.sort() |> Enum.dedup()
  end

  # Paths under `base`, which is "" for the current folder.
  defp walk(base, [], _dots?), do: [base]

  defp walk(base, ["**" | parts], dots?) do
    below = for name <- entries(base, dots?), dir = join(base, name), File.dir?(dir), do: dir

    here =
      if parts == [],
        do: Enum.map(entries(base, dots?), &join(base, &1)),
        else: walk(base, parts, dots?)

    here ++ Enum.flat_map(below, &walk(&1, ["**" | parts], dots?))
  end

  defp walk(base, [part | parts], dots?) do
    if String.contains?(part, ["*", "?", "[", "{"]) do
      regex =
        part |> String.graphemes() |> regex([]) |> then(&Regex.compile!("^(?:#{&1})$", "su"))

      hidden? = dots? or String.starts_with?(part, ".")

      for name <- entries(base, hidden?),
          name =~ regex,
          path = join(base, name),
          found <- deeper(path, parts, dots?),
          do: found
    else
      path = join(base, part)
      if File.exists?(path), do: deeper(path, parts, dots?), else: []
    end
  end

  defp deeper(path, [], _dots?), do: [path]
  defp deeper(path, parts, dots?), do: if(File.dir?(path), do: walk(path, parts, dots?), else: [])

  defp join("", name), do: name
  defp join("/", name), do: "/" <> name
  defp join(base, name), do: base <> "/" <> name

  defp entries(base, dots?) do
    case File.ls(if base == "", do: ".", else: base) do
      {:ok, names} -> if dots?, do: names, else: Enum.reject(names, &String.starts_with?(&1, "."))
      _ -> []
    end
  end

  defp regex([], done), do: done |> Enum.reverse() |> Enum.join()
  defp regex(["*" | rest], done), do: regex(rest, [".*" | done])
  defp regex(["?" | rest], done), do: regex(rest, ["." | done])

  defp regex(["[" | rest], done) do
    case Enum.split_while(rest, &(&1 != "]")) do
      {set, ["]" | rest]} ->
        regex(rest, ["[#{set |> Enum.join() |> String.replace("\\", "\\\\")}]" | done])

      _ ->
        regex(rest, ["\\[" | done])
    end
  end

  defp regex(["{" | rest], done) do
    case Enum.split_while(rest, &(&1 != "}")) do
      {choices, ["}" | rest]} ->
        choices =
          choices
          |> Enum.join()
          |> String.split(",")
          |> Enum.map(&regex(String.graphemes(&1), []))

        regex(rest, ["(?:#{Enum.join(choices, "|")})" | done])

      _ ->
        regex(rest, ["\\{" | done])
    end
  end

  defp regex([character | rest], done), do: regex(rest, [Regex.escape(character) | done])
end
