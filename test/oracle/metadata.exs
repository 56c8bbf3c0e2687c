# The quoted terms of the sources named, a node a line, with all the metadata that Code.string_to_quoted_with_comments
# gives, under a line that names the source. Elixir and cnx run this same program. What Elixir 1.15, 1.16 and 1.17
# give besides is left out: places of ends behind the last expression of a block, newlines behind `=`, marks of
# brackets and interpolations, and the block that `not` stood in everywhere. A line with an escaped
# interpolation, an `&` apart from its number or a combining character has other columns in 1.14, so columns are
# left out in its source.
defmodule Metadata do
  @marks [:from_brackets, :from_interpolation]

  def run(file) do
    source = File.read!(file)
    columns = String.valid?(source) and not (source =~ ~r/\\#\{|\p{Mn}|\x{200d}|\p{So}/u)
    IO.puts("#{file}:")

    read =
      String.valid?(source) and
        Code.string_to_quoted_with_comments(source,
        columns: columns,
        token_metadata: true,
        literal_encoder: fn literal, meta -> {:ok, {:literal, meta, [literal]}} end,
        unescape: false,
        emit_warnings: false
      )

    with {:ok, quoted, comments} <- read do
      show(last(quoted), 0)
      for comment <- comments do
        comment = if columns, do: comment, else: Map.delete(comment, :column)
        IO.puts(inspect(Enum.sort(Map.to_list(comment)), limit: :infinity))
      end

      with {:ok, quoted} <- Code.string_to_quoted(source), do: show(last(quoted), 0)
    end
  end

  # The end of what a block ends with.
  defp last({:__block__, meta, items}) when items != [] do
    {before, [last]} = Enum.split(items, -1)
    {:__block__, Keyword.delete(meta, :end_of_expression), before ++ [without_end(last)]}
  end

  defp last(other), do: without_end(other)

  defp without_end({name, meta, args}) when is_list(meta), do: {name, Keyword.delete(meta, :end_of_expression), args}
  defp without_end(other), do: other

  defp show({:__block__, _, [{name, _, [_]} = negation]}, depth) when name in [:not, :!], do: show(negation, depth)

  defp show({:->, meta, [left, right]}, depth) do
    line(:->, Keyword.delete(meta, :end_of_expression), depth)
    show(left, depth + 1)
    show(last(right), depth + 1)
  end

  defp show({:literal, _, [[{:->, _, _} | _] = clauses]}, depth), do: show(clauses, depth)

  defp show({:..., meta, context}, depth) when context in [nil, []], do: line(:..., meta, depth)

  defp show({:=, meta, args}, depth) do
    line(:=, Keyword.delete(meta, :newlines), depth)
    show(args, depth + 1)
  end

  defp show({:__block__, meta, items}, depth) do
    line(:__block__, meta, depth)
    {:__block__, _, items} = last({:__block__, meta, items})
    show(items, depth + 1)
  end

  defp show({name, meta, args}, depth) when is_list(meta) do
    if is_atom(name), do: line(name, meta, depth), else: line("call", meta, depth)
    unless is_atom(name), do: show(name, depth + 2)
    args = if meta[:do], do: blocks(args), else: args
    show(args, depth + 1)
  end

  defp show(list, depth) when is_list(list) do
    IO.puts([indent(depth), "list"])
    Enum.each(list, &show(&1, depth + 1))
  end

  defp show({left, right}, depth) do
    IO.puts([indent(depth), "pair"])
    show(left, depth + 1)
    show(right, depth + 1)
  end

  defp show(other, depth), do: IO.puts([indent(depth), inspect(other, limit: :infinity, printable_limit: :infinity)])

  defp blocks(args) do
    {before, [pairs]} = Enum.split(args, -1)
    before ++ [for({key, value} <- pairs, do: {key, last(value)})]
  end

  defp line(name, meta, depth) do
    meta = meta |> Keyword.drop(@marks) |> inspect(limit: :infinity)
    IO.puts([indent(depth), if(is_atom(name), do: inspect(name), else: name), " ", meta])
  end

  defp indent(depth), do: String.duplicate(" ", depth)
end

Enum.each(System.argv(), &Metadata.run/1)
