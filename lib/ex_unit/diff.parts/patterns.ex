# A part of ExUnit.Diff: patterns and the values that they did not match.
#
# `env` has the values of pinned variables and of those that are bound so far; a pattern gives
# {left document, right document, whether they match, env}.

defp pattern({:when, _, [pattern, guard]}, right, env) do
  {left, right, same?, env} = pattern(pattern, right, env)
  mark = if same?, do: &if(holds?(&1, env), do: &2, else: red(&2)), else: fn _, text -> text end
  {concat([left, " when ", guard(guard, mark)]), right, false, env}
end

defp pattern({:^, _, [{name, _, _}]} = pin, right, env) do
  {_, right, same?} = env.pins |> Keyword.get(name) |> value(right)
  pin = Macro.to_string(pin)
  {if(same?, do: pin, else: red(pin)), right, same?, env}
end

defp pattern({name, _, context} = variable, right, env) when is_atom(name) and is_atom(context) do
  case env.bound do
    %{^name => bound} when bound !== right ->
      {red(Atom.to_string(name)), green(doc(right)), false, env}

    bound ->
      bound = if name == :_, do: bound, else: Map.put(bound, name, right)
      {Macro.to_string(variable), doc(right), true, %{env | bound: bound}}
  end
end

# The right side is shown against what it does not match.
defp pattern({:=, _, [first, second]}, right, env) do
  {first, first_right, first_same?, env} = pattern(first, right, env)
  {second, second_right, second_same?, env} = pattern(second, right, env)
  right = if first_same?, do: second_right, else: first_right
  {concat([first, " = ", second]), right, first_same? and second_same?, env}
end

defp pattern({:{}, _, parts}, right, env) when is_tuple(right),
  do: tuple_pattern(parts, Tuple.to_list(right), env)

defp pattern({first, second}, right, env) when is_tuple(right),
  do: tuple_pattern([first, second], Tuple.to_list(right), env)

defp pattern(parts, right, env) when is_list(parts) and is_list(right) do
  cond do
    match?({:|, _, _}, List.last(parts)) ->
      {front, [{:|, _, [last, tail]}]} = Enum.split(parts, -1)
      with_tail(front ++ [last], tail, right, env, &tailed(&1, {:tail, &2}))

    List.ascii_printable?(parts) and List.ascii_printable?(right) ->
      literal(parts, right, env)

    proper?(right) ->
      {lefts, rights, same?, env} = aligned(parts, right, env)
      {list(lefts), list(rights), same?, env}

    true ->
      {left, right, same?} = value(parts, right)
      {left, right, same?, env}
  end
end

# Sigils are what they stand for.
defp pattern({sigil, _, [{:<<>>, _, [text]}, _]} = call, right, env)
     when sigil in @literal_sigils and is_binary(text),
     do: call |> Code.eval_quoted() |> elem(0) |> literal(right, env)

defp pattern({:++, meta, [{sigil, _, [{:<<>>, _, [text]}, _]} = call, tail]}, right, env)
     when sigil in @literal_sigils and is_binary(text),
     do: pattern({:++, meta, [call |> Code.eval_quoted() |> elem(0), tail]}, right, env)

defp pattern({:++, _, [parts, tail]}, right, env) when is_list(parts) and is_list(right),
  do: with_tail(parts, tail, right, env, &concat([list(&1), " ++ ", &2]))

defp pattern({:%{}, _, pairs}, right, env) when is_map(right) do
  asks? = Keyword.keyword?(pairs) and Keyword.has_key?(pairs, :__struct__)
  shown = if asks?, do: right, else: Map.delete(right, :__struct__)
  map_pattern("%{", pairs, open(if(asks?, do: nil, else: struct_name(right)), & &1), shown, env)
end

defp pattern({:<>, _, [left, _]} = pattern, right, env)
     when is_binary(left) and is_binary(right) do
  {lefts, rights, same?, env} = concat_pattern(pattern, right, env)
  right = concat(["\"" | rights] ++ ["\""])
  {concat(Enum.intersperse(lefts, " <> ")), right, same?, env}
end

defp pattern({:%, _, [name, {:%{}, _, pairs}]}, right, env) when is_map(right) do
  {name, same?} = written_name(name, struct_name(right))
  left_open = concat(["%", if(same?, do: name, else: red(name)), "{"])
  right_open = open(struct_name(right), if(same?, do: & &1, else: &green/1))

  {left, right, all_same?, env} =
    map_pattern(left_open, pairs, right_open, Map.delete(right, :__struct__), env)

  {left, right, same? and all_same?, env}
end

defp pattern({:-, _, [number]}, right, env) when is_number(number) and is_number(right),
  do: literal(-number, right, env)

defp pattern({:__aliases__, _, _} = name, right, env) when is_atom(right) do
  {name, same?} = written_name(name, right)
  if same?, do: {name, doc(right), true, env}, else: {red(name), green(doc(right)), false, env}
end

defp pattern(left, right, env) do
  if is_atom(left) or is_number(left) or is_binary(left),
    do: literal(left, right, env),
    else: unmatched(left, right, env)
end

defp literal(left, right, env) do
  {left, right, same?} = value(left, right)
  {left, right, same?, env}
end

defp unmatched(left, right, env),
  do: {red(Macro.to_string(left)), green(doc(right)), false, env}

# A module as it is written, and whether it is this one; what is no name fits every struct.
defp written_name(name, module) do
  written = Macro.to_string(name)
  named? = is_atom(name) or match?({:__aliases__, _, _}, name)
  shown = inspect(module)

  {written,
   module != nil and (not named? or shown == written or String.ends_with?(shown, "." <> written))}
end

# --- guards ---

defp guard({op, _, [left, right]}, mark) when op in [:and, :or, :when],
  do: concat([guard(left, mark), " #{op} ", guard(right, mark)])

defp guard(part, mark), do: mark.(part, Macro.to_string(part))

# What cannot be computed is not what failed.
defp holds?(guard, env) do
  {value, _} = Code.eval_quoted(guard, Map.to_list(env.bound))
  value == true
rescue
  _ -> true
end

# --- sequences ---

defp tuple_pattern(patterns, values, env) do
  {lefts, rights, same?, env} = in_place(patterns, values, env)

  {container("{", Enum.map(lefts, &plain/1), "}"),
   container("{", Enum.map(rights, &plain/1), "}"), same?, env}
end

# Patterns and the values in the same places; what has none differs.
defp in_place([left | lefts], [right | rights], env) do
  {left, right, same?, env} = item_pattern(left, right, env)
  {lefts, rights, all_same?, env} = in_place(lefts, rights, env)
  {[left | lefts], [right | rights], same? and all_same?, env}
end

defp in_place(lefts, rights, env) do
  {Enum.map(lefts, &red_item/1), Enum.map(rights, &green(doc(&1))), lefts == [] and rights == [],
   env}
end

defp item_pattern({name, left}, {name, right}, env) when is_atom(name) do
  {left, right, same?, env} = pattern(left, right, env)
  {named(name, left, & &1), named(name, right, & &1), same?, env}
end

defp item_pattern(left, right, env), do: pattern(left, right, env)

defp red_item({name, left}) when is_atom(name) do
  {:named, red(concat(key_text(name), Macro.to_string(left))), red(Macro.to_string({name, left}))}
end

defp red_item(left), do: red(Macro.to_string(left))

# Patterns beside the values that they match, as many as can be; between them in the same places.
defp aligned(patterns, values, env) do
  {runs, env} =
    patterns
    |> matching(values, env)
    |> Enum.chunk_by(&match?({:eq, _, _}, &1))
    |> Enum.map_reduce(env, fn
      [{:eq, _, _} | _] = run, env ->
        in_place(
          for({:eq, left, _} <- run, do: left),
          for({:eq, _, right} <- run, do: right),
          env
        )
        |> pop_env()

      run, env ->
        in_place(for({:del, left} <- run, do: left), for({:ins, right} <- run, do: right), env)
        |> pop_env()
    end)

  {Enum.flat_map(runs, &elem(&1, 0)), Enum.flat_map(runs, &elem(&1, 1)),
   Enum.all?(runs, &elem(&1, 2)), env}
end

defp pop_env({lefts, rights, same?, env}), do: {{lefts, rights, same?}, env}

# The longest common subsequence by dynamic programming, from the end on: a row has how many of the
# patterns from one on match in order among the last j values. What is too long for a table has no
# common part.
defp matching(patterns, values, env) do
  count = length(values)

  if length(patterns) * count > 100_000 do
    Enum.map(patterns, &{:del, &1}) ++ Enum.map(values, &{:ins, &1})
  else
    fits? = fn left, right -> elem(item_pattern(left, right, env), 2) end
    empty = Tuple.duplicate(0, count + 1)
    {lefts, rights} = {Enum.reverse(patterns), Enum.reverse(values)}
    rows = Enum.scan(lefts, empty, &row(&1, rights, &2, fits?))
    along_table(Enum.reverse(Enum.zip([lefts, rows, [empty | rows]])), values, count, fits?)
  end
end

defp row(pattern, values, below, fits?) do
  values
  |> Enum.with_index(1)
  |> Enum.scan(0, fn {value, j}, behind ->
    with_it = if fits?.(pattern, value), do: elem(below, j - 1) + 1, else: 0
    max(with_it, max(behind, elem(below, j)))
  end)
  |> then(&List.to_tuple([0 | &1]))
end

defp along_table([], values, _j, _fits?), do: Enum.map(values, &{:ins, &1})
defp along_table(patterns, [], _j, _fits?), do: Enum.map(patterns, &{:del, elem(&1, 0)})

defp along_table([{pattern, row, below} | rest] = patterns, [value | behind] = values, j, fits?) do
  cond do
    elem(row, j) == elem(below, j - 1) + 1 and fits?.(pattern, value) ->
      [{:eq, pattern, value} | along_table(rest, behind, j - 1, fits?)]

    elem(row, j - 1) >= elem(below, j) ->
      [{:ins, value} | along_table(patterns, behind, j - 1, fits?)]

    true ->
      [{:del, pattern} | along_table(rest, values, j, fits?)]
  end
end

# [a, b | tail]: the tail takes what is behind as many elements.
defp with_tail(front, tail, right, env, join) do
  {values, right_tail} = right |> parts([]) |> cut(length(front), {:tail, tail})
  {lefts, rights, same?, env} = in_place(front, values, env)

  case right_tail do
    {:tail, value} ->
      {left, right, tail_same?, env} = pattern(tail, value, env)
      {join.(lefts, left), tailed(rights, {:tail, right}), same? and tail_same?, env}

    rest when length(values) < length(front) or rest == :none ->
      {left, _, tail_same?, env} = pattern(tail, [], env)
      {join.(lefts, left), list(rights), same? and tail_same?, env}

    {:rest, rest} ->
      {left, _, tail_same?, env} = pattern(tail, rest, env)
      more = Enum.map(rest, &if(tail_same?, do: doc(&1), else: green(doc(&1))))
      {join.(lefts, left), list(rights ++ more), same? and tail_same?, env}
  end
end

# --- texts: "a" <> "b" <> rest ---

# {documents of the parts, parts of the right side without quotes, whether they match, env}
defp concat_pattern({:<>, _, [left, rest]}, right, env) when is_binary(left) do
  {front, behind} = String.split_at(right, String.length(left))
  {left, front, same?} = characters(escaped(left), escaped(front))
  {lefts, rights, rest_same?, env} = concat_pattern(rest, behind, env)
  {[concat(["\"", left, "\""]) | lefts], [front | rights], same? and rest_same?, env}
end

defp concat_pattern(rest, right, env) when is_binary(rest) do
  {left, right, same?} = characters(escaped(rest), escaped(right))
  {[concat(["\"", left, "\""])], [right], same?, env}
end

defp concat_pattern(rest, right, env) do
  {left, _, same?, env} = pattern(rest, right, env)
  {[left], [if(same?, do: escaped(right), else: green(escaped(right)))], same?, env}
end

# --- maps ---

defp map_pattern(left_open, pairs, right_open, right, env) do
  pairs = Enum.map(pairs, fn {key, left} -> {key_value(key, env), key, left} end)

  left_prefix =
    if Enum.all?(pairs, &is_atom(elem(&1, 1))),
      do: &key_text/1,
      else: &(Macro.to_string(&1) <> " => ")

  right_prefix = prefix(Map.keys(right))

  {compared, env} =
    Enum.map_reduce(pairs, env, fn {found, written, left}, env ->
      with {:ok, key} <- found, {:ok, value} <- Map.fetch(right, key) do
        {left, right, same?, env} = pattern(left, value, env)
        {{concat(left_prefix.(written), left), [concat(right_prefix.(key), right)], same?}, env}
      else
        _ -> {{red(concat(left_prefix.(written), Macro.to_string(left))), [], false}, env}
      end
    end)

  asked = for {{:ok, key}, _, _} <- pairs, do: key

  others =
    for key <- right |> Map.keys() |> Enum.sort(),
        key not in asked,
        do: concat(right_prefix.(key), doc(Map.fetch!(right, key)))

  {container(left_open, Enum.map(compared, &elem(&1, 0)), "}"),
   container(right_open, Enum.flat_map(compared, &elem(&1, 1)) ++ others, "}"),
   Enum.all?(compared, &elem(&1, 2)), env}
end

defp key_value({:^, _, [{name, _, _}]}, env), do: Keyword.fetch(env.pins, name)

defp key_value(key, _env) do
  if Macro.quoted_literal?(key), do: {:ok, key |> Code.eval_quoted() |> elem(0)}, else: :error
end
