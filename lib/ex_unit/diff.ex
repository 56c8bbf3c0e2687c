# ExUnit.Diff - where two values, or a pattern and a value, are not the same.
#
# Both sides become documents in which the parts that differ are coloured: red on the left, green on
# the right. Containers are compared part by part, lists along their longest common parts, strings
# by character when much of them is common. The struct is a document on its way to `inspect`.
defmodule ExUnit.Diff do
  import Inspect.Algebra, except: [string: 1]

  defstruct [:document, column: 0]

  @options %Inspect.Opts{limit: :infinity}

  # Blanks that differ are seen by what is behind them.
  @blanks [del: IO.ANSI.color_background(2, 0, 0), ins: IO.ANSI.color_background(0, 2, 0)]

  @doc "The two sides as documents. A left side in the context {:match, pins} is a quoted pattern."
  def compute(left, right, {:match, pins}), do: show(pattern(left, right, pins))
  def compute(left, right, _operator), do: show(value(left, right))

  defp show({left, right, _same}), do: {{:doc, left}, {:doc, right}}

  # --- values: {left document, right document, how much is the same, from 0 to 1} ---

  defp value(same, same), do: {doc(same), doc(same), 1.0}

  defp value(left, right) when is_binary(left) and is_binary(right) do
    if String.printable?(left) and String.printable?(right),
      do: strings(left, right),
      else: different(left, right)
  end

  defp value(left, right) when is_number(left) and is_number(right),
    do: characters(inspect(left), inspect(right), "")

  defp value(left, right) when is_list(left) and is_list(right) do
    if proper?(left) and proper?(right), do: lists(left, right), else: improper(left, right)
  end

  defp value(left, right) when is_tuple(left) and is_tuple(right),
    do: sequence("{", Tuple.to_list(left), Tuple.to_list(right), "}")

  # Structs that are shown in a way of their own are compared as they are shown.
  defp value(%{__struct__: name} = left, %{__struct__: name} = right) do
    if String.starts_with?(inspect(left), "%#{inspect(name)}{"),
      do: maps(Map.from_struct(left), Map.from_struct(right), "%#{inspect(name)}{"),
      else: own_forms(inspect(left), inspect(right))
  end

  defp value(%{__struct__: _} = left, right), do: different(left, right)
  defp value(left, %{__struct__: _} = right), do: different(left, right)
  defp value(left, right) when is_map(left) and is_map(right), do: maps(left, right, "%{")
  defp value(left, right), do: different(left, right)

  defp doc(value), do: to_doc(value, @options)
  defp different(left, right), do: {red(doc(left)), green(doc(right)), 0.0}
  defp proper?(list), do: List.improper?(list) == false

  defp red(doc), do: coloured(doc, "\e[31m")
  defp green(doc), do: coloured(doc, "\e[32m")
  defp coloured(doc, code), do: concat([{:doc_string, code, 0}, doc, {:doc_string, "\e[0m", 0}])

  # --- strings ---

  defp strings(left, right) do
    shown = &(&1 |> inspect(printable_limit: :infinity) |> String.slice(1..-2//1))
    characters(left, right, "\"", shown)
  end

  # By character where the two have much in common.
  defp characters(left, right, quotes, shown \\ & &1) do
    same = String.bag_distance(left, right)

    parts = if same < 0.4, do: [del: left, ins: right], else: String.myers_difference(left, right)

    side = &concat([quotes, part_docs(parts, &1, shown), quotes])
    {side.(:del), side.(:ins), same}
  end

  defp part_docs(parts, kind, shown) do
    concat(
      for {part, text} <- parts, part in [:eq, kind] do
        shown = shown.(text)

        cond do
          part == :eq -> shown
          String.trim(shown) == "" -> coloured(shown, @blanks[kind])
          kind == :del -> red(shown)
          true -> green(shown)
        end
      end
    )
  end

  # Values of one kind that are shown as they like: the characters, or of several lines the lines, that differ.
  defp own_forms(left, right) do
    if String.contains?(left <> right, "\n"),
      do: texts(left, right),
      else: characters(left, right, "")
  end

  defp texts(left, right) do
    parts = List.myers_difference(String.split(left, "\n"), String.split(right, "\n"))

    side = fn kind, colour ->
      for(
        {part, lines} <- parts,
        part in [:eq, kind],
        line <- lines,
        do: if(part == :eq, do: line, else: colour.(line))
      )
      |> Enum.intersperse({:doc_force, :doc_line})
      |> concat()
    end

    {side.(:del, &red/1), side.(:ins, &green/1), 0.5}
  end

  # --- sequences ---

  defp lists(left, right) do
    if keyword?(left) and keyword?(right),
      do: sequence("[", pairs(left), pairs(right), "]"),
      else: sequence("[", left, right, "]")
  end

  # The elements are compared as those of lists, then the tails; what a proper list has behind as many
  # elements as the other is compared with the other's tail.
  defp improper(left, right) do
    {lefts, left_tail} = parts(left, [])
    {rights, right_tail} = right |> parts([]) |> cut(length(lefts), left_tail)
    {left_docs, right_docs, sames} = along(List.myers_difference(lefts, rights), [], [], [])
    {left_doc, right_doc, same} = tails(left_tail, right_tail)
    parts = max(length(left_docs), length(right_docs)) + 1
    {tailed(left_docs, left_doc), tailed(right_docs, right_doc), (Enum.sum(sames) + same) / parts}
  end

  defp parts([first | rest], acc), do: parts(rest, [first | acc])
  defp parts([], acc), do: {:lists.reverse(acc), :none}
  defp parts(tail, acc), do: {:lists.reverse(acc), {:tail, tail}}

  defp cut({items, :none}, count, {:tail, _}) when length(items) > count do
    {items, rest} = Enum.split(items, count)
    {items, {:rest, rest}}
  end

  defp cut(parts, _count, _tail), do: parts

  defp tails(:none, :none), do: {:none, :none, 1.0}
  defp tails({:tail, left}, :none), do: {{:tail, red(doc(left))}, :none, 0.0}
  defp tails(:none, {:tail, right}), do: {:none, {:tail, green(doc(right))}, 0.0}

  defp tails({:tail, left}, {:rest, rest}),
    do: {{:tail, red(doc(left))}, {:rest, Enum.map(rest, &green(doc(&1)))}, 0.0}

  defp tails({:tail, left}, {:tail, right}) do
    {left, right, same} = value(left, right)
    {{:tail, left}, {:tail, right}, same}
  end

  defp tailed(docs, :none), do: container("[", docs, "]")
  defp tailed(docs, {:rest, more}), do: container("[", docs ++ more, "]")

  defp tailed(docs, {:tail, tail}) do
    {front, last} = Enum.split(docs, -1)
    container("[", front ++ [concat(last ++ [" | ", tail])], "]")
  end

  defp keyword?(list), do: list != [] and Keyword.keyword?(list)
  defp pairs(list), do: Enum.map(list, fn {key, value} -> {:pair, key, value} end)

  defp sequence(open, left, right, close) do
    {lefts, rights, sames} = along(List.myers_difference(left, right), [], [], [])
    same = Enum.sum(sames) / max(1, max(length(left), length(right)))
    {container(open, lefts, close), container(open, rights, close), same}
  end

  defp container(open, docs, close),
    do: container_doc(open, docs, close, @options, fn doc, _ -> doc end, break: :strict)

  defp along([], lefts, rights, sames), do: {Enum.reverse(lefts), Enum.reverse(rights), sames}

  defp along([{:eq, items} | rest], lefts, rights, sames) do
    docs = items |> Enum.map(&item/1) |> Enum.reverse()
    along(rest, docs ++ lefts, docs ++ rights, Enum.map(items, fn _ -> 1.0 end) ++ sames)
  end

  defp along([{:del, gone}, {:ins, new} | rest], lefts, rights, sames),
    do: swapped(gone, new, rest, lefts, rights, sames)

  defp along([{:ins, new}, {:del, gone} | rest], lefts, rights, sames),
    do: swapped(gone, new, rest, lefts, rights, sames)

  defp along([{:del, gone} | rest], lefts, rights, sames),
    do: swapped(gone, [], rest, lefts, rights, sames)

  defp along([{:ins, new} | rest], lefts, rights, sames),
    do: swapped([], new, rest, lefts, rights, sames)

  # Items in the same place are compared with each other.
  defp swapped([gone | more_gone], [new | more_new], rest, lefts, rights, sames) do
    {left, right, same} = items(gone, new)
    swapped(more_gone, more_new, rest, [left | lefts], [right | rights], [same | sames])
  end

  defp swapped(gone, new, rest, lefts, rights, sames) do
    lefts = Enum.reverse(Enum.map(gone, &red(item(&1)))) ++ lefts
    rights = Enum.reverse(Enum.map(new, &green(item(&1)))) ++ rights
    along(rest, lefts, rights, sames)
  end

  defp items({:pair, key, left}, {:pair, key, right}) do
    {left, right, same} = value(left, right)
    {concat(key_text(key), left), concat(key_text(key), right), same}
  end

  defp items({:pair, left_key, left}, {:pair, right_key, right}) do
    {left, right, same} = value(left, right)
    name = &String.trim_trailing(key_text(&1))

    {concat([red(name.(left_key)), " ", left]), concat([green(name.(right_key)), " ", right]),
     same / 2}
  end

  defp items({:pair, _, _} = left, right), do: {red(item(left)), green(item(right)), 0.0}
  defp items(left, right), do: value(left, right)

  defp item({:pair, key, value}), do: concat(key_text(key), doc(value))
  defp item(value), do: doc(value)

  defp key_text(key), do: String.slice(inspect([{key, 0}]), 1..-3//1)

  # --- maps ---

  defp maps(left, right, open) do
    {common, gone} = left |> Map.keys() |> Enum.sort() |> Enum.split_with(&is_map_key(right, &1))
    new = right |> Map.keys() |> Enum.sort() |> Enum.reject(&is_map_key(left, &1))
    left_prefix = prefix(common ++ gone)
    right_prefix = prefix(common ++ new)

    compared =
      for key <- common do
        {left, right, same} = value(left[key], right[key])
        {concat(left_prefix.(key), left), concat(right_prefix.(key), right), same}
      end

    lefts =
      Enum.map(compared, &elem(&1, 0)) ++
        for key <- gone, do: red(concat(left_prefix.(key), doc(left[key])))

    rights =
      Enum.map(compared, &elem(&1, 1)) ++
        for key <- new, do: green(concat(right_prefix.(key), doc(right[key])))

    same =
      Enum.sum(Enum.map(compared, &elem(&1, 2))) /
        max(1, length(common) + length(gone) + length(new))

    {container(open, lefts, "}"), container(open, rights, "}"), same}
  end

  # What stands in front of a value in a map with these keys.
  defp prefix(keys) do
    if Enum.all?(keys, &is_atom/1), do: &key_text/1, else: &concat(doc(&1), " => ")
  end

  Cnx.Define.part("ex_unit/diff.parts/patterns.ex")
end

defimpl Inspect, for: ExUnit.Diff do
  import Inspect.Algebra

  def inspect(%{document: {:value, value}, column: column}, options),
    do: nest(group(to_doc(value, options)), column)

  def inspect(%{document: {:doc, doc}, column: column}, _options), do: nest(group(doc), column)
end
