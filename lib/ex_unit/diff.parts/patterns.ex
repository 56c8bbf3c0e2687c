# A part of ExUnit.Diff: patterns and the values that they did not match.

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
    match?({:|, _, _}, List.last(parts)) -> with_tail(parts, right, pins)
    proper?(right) -> parts("[", parts, right, "]", pins)
    true -> unmatched(parts, right)
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

# [a, b | tail]: the tail takes what is behind as many elements.
defp with_tail(parts, right, pins) do
  {front, [{:|, _, [last, tail]}]} = Enum.split(parts, -1)
  {values, right_tail} = right |> parts([]) |> cut(length(parts), {:tail, tail})
  {lefts, rights, same} = zipped(front ++ [last], values, pins)

  {left, right, _} =
    case right_tail do
      {:tail, value} -> pattern(tail, value, pins)
      {:rest, rest} -> pattern(tail, rest, pins)
      :none -> pattern(tail, [], pins)
    end

  right_tail =
    case right_tail do
      {:tail, _} ->
        {:tail, right}

      {:rest, rest} ->
        {:rest, Enum.map(rest, &if(variable?(tail), do: doc(&1), else: green(doc(&1))))}

      :none ->
        :none
    end

  {tailed(lefts, {:tail, left}), tailed(rights, right_tail), same}
end

defp variable?({name, _, context}), do: is_atom(name) and is_atom(context)
defp variable?(_pattern), do: false

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
        do: concat(prefix.(key), doc(Map.fetch!(right, key)))

  rights = for({_, right, _} <- compared, right != nil, do: right) ++ others
  same = Enum.sum(Enum.map(compared, &elem(&1, 2))) / max(1, length(pairs))
  {container(open, Enum.map(compared, &elem(&1, 0)), "}"), container(open, rights, "}"), same}
end

defp key_value({:^, _, [{name, _, _}]}, pins), do: Keyword.fetch(pins, name)
defp key_value(key, _pins) when is_atom(key) or is_number(key) or is_binary(key), do: {:ok, key}
defp key_value(_key, _pins), do: :error
