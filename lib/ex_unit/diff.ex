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
    if proper?(left) and proper?(right), do: lists(left, right), else: different(left, right)
  end

  defp value(left, right) when is_tuple(left) and is_tuple(right),
    do: sequence("{", Tuple.to_list(left), Tuple.to_list(right), "}")

  defp value(%MapSet{} = left, %MapSet{} = right),
    do: sequence("MapSet.new([", MapSet.to_list(left), MapSet.to_list(right), "])")

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

  # --- patterns ---

  defp pattern({:when, _, [pattern, guard]}, right, pins) do
    {left, right, same} = pattern(pattern, right, pins)
    {concat([left, " when ", Macro.to_string(guard)]), right, same}
  end

  defp pattern({:^, _, [{name, _, _}]} = pin, right, pins) do
    if pins[name] === right,
      do: {Macro.to_string(pin), doc(right), 1.0},
      else: {red(Macro.to_string(pin)), green(doc(right)), 0.0}
  end

  defp pattern({name, _, context}, right, _pins) when is_atom(name) and is_atom(context),
    do: {Atom.to_string(name), doc(right), 1.0}

  defp pattern({:=, _, [left, {name, _, context} = variable]}, right, pins)
       when is_atom(name) and is_atom(context) do
    {left, right, same} = pattern(left, right, pins)
    {concat([left, " = ", Macro.to_string(variable)]), right, same}
  end

  defp pattern({:{}, _, parts}, right, pins) when is_tuple(right),
    do: parts("{", parts, Tuple.to_list(right), "}", pins)

  defp pattern({first, second}, right, pins) when is_tuple(right),
    do: parts("{", [first, second], Tuple.to_list(right), "}", pins)

  defp pattern(parts, right, pins) when is_list(parts) and is_list(right) do
    cond do
      not proper?(right) -> unmatched(parts, right)
      match?({:|, _, _}, List.last(parts)) -> with_tail(parts, right, pins)
      true -> parts("[", parts, right, "]", pins)
    end
  end

  defp pattern({:%{}, _, pairs}, right, pins) when is_map(right),
    do: map_pattern("%{", pairs, right, pins)

  defp pattern({:<>, _, [left, rest]}, right, _pins) when is_binary(left) and is_binary(right) do
    rest = " <> " <> Macro.to_string(rest)

    if String.starts_with?(right, left) do
      {concat(doc(left), rest), doc(right), 1.0}
    else
      {left, right, same} = value(left, right)
      {concat(left, rest), right, same}
    end
  end

  defp pattern({:%, _, [name, {:%{}, _, pairs}]}, %{__struct__: module} = right, pins) do
    short = Macro.to_string(name)
    same? = short == inspect(module) or String.ends_with?(inspect(module), "." <> short)
    open = "%#{if same?, do: inspect(module), else: short}{"
    {left, _, same} = map_pattern(open, pairs, Map.from_struct(right), pins)
    {_, right, _} = map_pattern("%#{inspect(module)}{", pairs, Map.from_struct(right), pins)
    {left, right, same}
  end

  defp pattern(left, right, _pins) do
    if Macro.quoted_literal?(left) and (is_atom(left) or is_number(left) or is_binary(left)),
      do: value(left, right),
      else: unmatched(left, right)
  end

  # [a, b | tail]: what the tail takes is not compared.
  defp with_tail(parts, values, pins) do
    {front, [{:|, _, [last, tail]}]} = Enum.split(parts, -1)
    {lefts, rights, same} = zipped(front ++ [last], values, pins)
    {front, [last]} = Enum.split(lefts, -1)
    left = container("[", front ++ [concat([last, " | ", Macro.to_string(tail)])], "]")
    rest = values |> Enum.drop(length(lefts)) |> Enum.map(&doc/1)
    {left, container("[", rights ++ rest, "]"), same}
  end

  defp unmatched(left, right), do: {red(Macro.to_string(left)), green(doc(right)), 0.0}

  defp parts(open, patterns, values, close, pins) do
    {lefts, rights, same} = zipped(patterns, values, pins)
    more = for right <- Enum.drop(values, length(rights)), do: green(doc(right))
    {container(open, lefts, close), container(open, rights ++ more, close), same}
  end

  # Patterns and the values in the same places; patterns without one differ.
  defp zipped(patterns, values, pins) do
    both = Enum.zip_with(patterns, values, &pattern(&1, &2, pins))
    alone = for left <- Enum.drop(patterns, length(both)), do: red(Macro.to_string(left))
    same = Enum.sum(Enum.map(both, &elem(&1, 2))) / max(1, max(length(patterns), length(values)))
    {Enum.map(both, &elem(&1, 0)) ++ alone, Enum.map(both, &elem(&1, 1)), same}
  end

  defp map_pattern(open, pairs, right, pins) do
    pairs = Enum.map(pairs, fn {key, left} -> {key_value(key, pins), key, left} end)
    asked = for {{:ok, key}, _, _} <- pairs, do: key
    atoms? = Enum.all?(Map.keys(right), &is_atom/1) and Enum.all?(pairs, &is_atom(elem(&1, 1)))
    prefix = fn key -> if atoms?, do: key_text(key), else: concat(doc(key), " => ") end
    left_prefix = fn key -> if atoms?, do: key_text(key), else: Macro.to_string(key) <> " => " end

    compared =
      for {found, written, left} <- pairs do
        with {:ok, key} <- found, {:ok, value} <- Map.fetch(right, key) do
          {left, right, same} = pattern(left, value, pins)
          {concat(left_prefix.(written), left), concat(prefix.(key), right), same}
        else
          _ -> {red(concat(left_prefix.(written), Macro.to_string(left))), nil, 0.0}
        end
      end

    others =
      for key <- right |> Map.keys() |> Enum.sort(),
          key not in asked,
          do: concat(prefix.(key), doc(right[key]))

    rights = for({_, right, _} <- compared, right != nil, do: right) ++ others
    same = Enum.sum(Enum.map(compared, &elem(&1, 2))) / max(1, length(pairs))
    {container(open, Enum.map(compared, &elem(&1, 0)), "}"), container(open, rights, "}"), same}
  end

  defp key_value({:^, _, [{name, _, _}]}, pins), do: Keyword.fetch(pins, name)
  defp key_value(key, _pins) when is_atom(key) or is_number(key) or is_binary(key), do: {:ok, key}
  defp key_value(_key, _pins), do: :error
end

defimpl Inspect, for: ExUnit.Diff do
  import Inspect.Algebra

  def inspect(%{document: {:value, value}, column: column}, options),
    do: nest(group(to_doc(value, options)), column)

  def inspect(%{document: {:doc, doc}, column: column}, _options), do: nest(group(doc), column)
end
