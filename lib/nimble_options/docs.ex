# NimbleOptions.Docs - a schema as a Markdown list.
defmodule NimbleOptions.Docs do
  def generate(schema, options) do
    {items, sections} = items(schema, Keyword.get(options, :nest_level, 0), [])
    IO.iodata_to_binary([items, Enum.reverse(sections)])
  end

  # The list's text, and the sections that stand below it, newest first.
  defp items(schema, _level, sections) when is_function(schema), do: {[], sections}

  defp items(schema, level, sections) do
    if any = schema[:*],
      do: items(any[:keys] || [], level, sections),
      else: Enum.flat_map_reduce(schema, sections, &item(&1, level, &2))
  end

  defp item({key, option}, level, sections) do
    text = if option[:doc] == false, do: [], else: [describe(key, option, level)]
    keys = option[:keys] || []

    cond do
      option[:doc] == false or keys == [] ->
        {text, sections}

      title = option[:subsection] ->
        {inner, sections} = items(keys, 0, sections)
        {text, [[String.trim_trailing(title, "\n"), "\n\n", inner] | sections]}

      true ->
        {inner, sections} = items(keys, level + 1, sections)
        {text ++ inner, sections}
    end
  end

  defp describe(key, option, level) do
    type = if type = type(option), do: " (#{type})", else: ""
    required = if option[:required], do: "Required."

    deprecated =
      if text = option[:deprecated], do: "*This option is deprecated. #{String.trim(text)}*"

    doc = option[:doc] && String.trim(option[:doc])
    front = [required, deprecated, doc] |> Enum.reject(&is_nil/1) |> Enum.join(" ")

    default =
      if Keyword.has_key?(option, :default),
        do: "The default value is `#{inspect(option[:default])}`."

    # Behind several paragraphs the default is one of its own.
    gap = if String.contains?(front, ["\r\n", "\n\n"]), do: "\n\n", else: " "

    about =
      cond do
        is_nil(default) -> front
        [required, deprecated, doc] == [nil, nil, nil] -> default
        true -> front <> gap <> default
      end

    text = if is_nil(default || required || deprecated || doc), do: "", else: " - " <> about
    indent("* `#{inspect(key)}`#{type}#{text}", level) <> "\n\n"
  end

  defp indent(text, level) do
    [first | rest] = String.split(text, ["\r\n", "\n"])
    front = String.duplicate("  ", level)

    [
      front <> first
      | Enum.map(rest, fn line -> if line == "", do: "", else: front <> "  " <> line end)
    ]
    |> Enum.join("\n")
  end

  # --- types, where they are short ---

  @types %{
    any: "`t:term/0`",
    reference: "`t:reference/0`",
    pid: "`t:pid/0`",
    timeout: "`t:timeout/0`",
    boolean: "`t:boolean/0`",
    atom: "`t:atom/0`",
    integer: "`t:integer/0`",
    non_neg_integer: "`t:non_neg_integer/0`",
    pos_integer: "`t:pos_integer/0`",
    float: "`t:float/0`",
    string: "`t:String.t/0`",
    keyword_list: "`t:keyword/0`",
    non_empty_keyword_list: "non-empty `t:keyword/0`",
    map: "`t:map/0`"
  }

  defp type(option) do
    case Keyword.fetch(option, :type_doc) do
      {:ok, false} -> nil
      {:ok, text} when is_binary(text) -> text
      _ -> type_text(option[:type])
    end
  end

  defp type_text(type) when is_atom(type), do: @types[type]
  defp type_text({:fun, arity}), do: "function of arity #{arity}"
  defp type_text({:struct, module}), do: "struct of type `#{inspect(module)}`"

  defp type_text({type, _keys}) when type in [:keyword_list, :non_empty_keyword_list, :map],
    do: @types[type]

  defp type_text({:list, type}) do
    if text = type_text(type), do: "list of #{text}"
  end

  defp type_text({:map, key, value}) do
    with key when is_binary(key) <- type_text(key),
         value when is_binary(value) <- type_text(value),
         do: "map of #{key} keys and #{value} values"
  end

  defp type_text({:tuple, types}),
    do: "tuple of #{Enum.map_join(types, ", ", &type_text/1)} values"

  defp type_text(_type), do: nil
end
