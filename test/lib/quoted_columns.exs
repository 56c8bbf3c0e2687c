# Columns count from the line's start wherever the one before was.
columns = fn source ->
  {:ok, quoted} = Code.string_to_quoted(source, columns: true, token_metadata: true)
  {_, all} = Macro.prewalk(quoted, [], fn
    {_, meta, _} = node, all -> {node, [{meta[:line], meta[:column]} | all]}
    node, all -> {node, all}
  end)
  Enum.reverse(all)
end
columns.("é |> f(\n  \"ü\", a) |> g(b)\n c") # => [{nil, nil}, {2, 11}, {1, 3}, {1, 1}, {1, 6}, {2, 8}, {2, 14}, {2, 16}, {3, 2}]
columns.("a + b * c - d")                    # => [{1, 11}, {1, 3}, {1, 1}, {1, 7}, {1, 5}, {1, 9}, {1, 13}]
