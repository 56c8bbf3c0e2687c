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

  @literal_sigils [:sigil_s, :sigil_S, :sigil_c, :sigil_C, :sigil_w, :sigil_W]

  @doc "The two sides as documents. A left side in the context {:match, pins} is a quoted pattern."
  def compute(left, right, {:match, pins}) do
    {left, right, _same?, _bound} = pattern(left, right, %{pins: pins, bound: %{}})
    {{:doc, left}, {:doc, right}}
  end

  def compute(left, right, _operator) do
    {left, right, _same?} = value(left, right)
    {{:doc, left}, {:doc, right}}
  end

  # --- values: {left document, right document, whether they are the same} ---

  defp value(same, same), do: {doc(same), doc(same), true}

  defp value(left, right) when is_binary(left) and is_binary(right),
    do: strings(left, right, {"\"", "\""})

  defp value(left, right) when is_number(left) and is_number(right),
    do: characters(inspect(left), inspect(right))

  defp value(left, right) when is_list(left) and is_list(right) do
    cond do
      List.ascii_printable?(left) and List.ascii_printable?(right) ->
        strings(List.to_string(left), List.to_string(right), {"~c\"", "\""})

      proper?(left) and proper?(right) ->
        lists(left, right)

      true ->
        improper(left, right)
    end
  end

  defp value(left, right) when is_tuple(left) and is_tuple(right) do
    {lefts, rights, same?} = zipped(Tuple.to_list(left), Tuple.to_list(right))
    {container("{", lefts, "}"), container("{", rights, "}"), same?}
  end

  # Structs that are shown in a way of their own are compared as they are shown.
  defp value(%{__struct__: name} = left, %{__struct__: name} = right) do
    {shown_left, shown_right} = {inspect(left), inspect(right)}

    if plain?(left) or shown_left == shown_right,
      do: maps(left, right),
      else: own_forms(shown_left, shown_right)
  end

  defp value(%{__struct__: _} = left, %{__struct__: _} = right),
    do: if(plain?(left) and plain?(right), do: maps(left, right), else: different(left, right))

  defp value(left, right) when is_map(left) and is_map(right), do: maps(left, right)
  defp value(left, right), do: different(left, right)

  defp doc(value), do: to_doc(value, @options)
  defp different(left, right), do: {red(doc(left)), green(doc(right)), false}
  defp proper?(list), do: List.improper?(list) == false

  defp plain?(%{__struct__: name} = struct),
    do: String.starts_with?(inspect(struct), "%#{inspect(name)}{")

  defp red(doc), do: coloured(doc, "\e[31m")
  defp green(doc), do: coloured(doc, "\e[32m")
  defp coloured(doc, code), do: concat([{:doc_string, code, 0}, doc, {:doc_string, "\e[0m", 0}])

  # --- strings ---

  defp strings(left, right, {open, close}) do
    {left, right, same?} = characters(escaped(left), escaped(right))
    {concat([open, left, close]), concat([open, right, close]), same?}
  end

  defp escaped(string) do
    string
    |> inspect(binaries: :as_strings, printable_limit: :infinity)
    |> String.slice(1..-2//1)
  end

  # By character where the two have much in common.
  defp characters(same, same), do: {same, same, true}

  defp characters(left, right) do
    parts =
      if String.bag_distance(left, right) < 0.4,
        do: [del: left, ins: right],
        else: String.myers_difference(left, right)

    {part_docs(parts, :del), part_docs(parts, :ins), false}
  end

  defp part_docs(parts, kind) do
    concat(
      for {part, text} <- parts, part in [:eq, kind] do
        cond do
          part == :eq -> text
          text != "" and String.trim(text) == "" -> coloured(text, @blanks[kind])
          kind == :del -> red(text)
          true -> green(text)
        end
      end
    )
  end

  # Values of one kind that are shown as they like: the characters, or of several lines the lines, that differ.
  defp own_forms(left, right) do
    if String.contains?(left <> right, "\n"),
      do: texts(left, right),
      else: characters(left, right)
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

    {side.(:del, &red/1), side.(:ins, &green/1), false}
  end

  # --- sequences ---

  defp container(open, docs, close),
    do: container_doc(open, docs, close, @options, fn doc, _ -> doc end, break: :strict)

  # Elements in the same places are compared with each other.
  defp zipped([left | lefts], [right | rights]) do
    {left, right, same?} = value(left, right)
    {lefts, rights, all_same?} = zipped(lefts, rights)
    {[left | lefts], [right | rights], same? and all_same?}
  end

  defp zipped(lefts, rights),
    do: {Enum.map(lefts, &red(doc(&1))), Enum.map(rights, &green(doc(&1))), lefts == rights}

  defp lists(left, right) do
    {lefts, rights} = along(List.myers_difference(left, right), [], [])
    {list(lefts), list(rights), false}
  end

  # An element with a name has two documents, of which the list takes one: {:named, a: 1, {:a, 1}}.
  # Lists of those alone are written as keyword lists.
  defp list(items) do
    keyword? = items != [] and Enum.all?(items, &match?({:named, _, _}, &1))

    docs =
      Enum.map(items, fn
        {:named, named, tuple} -> if keyword?, do: named, else: tuple
        doc -> doc
      end)

    container("[", docs, "]")
  end

  defp plain({:named, _named, tuple}), do: tuple
  defp plain(doc), do: doc

  defp item({name, value}) when is_atom(name), do: named(name, doc(value), & &1)
  defp item(value), do: doc(value)

  defp named(name, value, mark) do
    key = name |> key_text() |> String.trim_trailing()
    {:named, concat([mark.(key), " ", value]), container("{", [mark.(doc(name)), value], "}")}
  end

  # The elements are compared as those of lists, then the tails; what a proper list has behind as many
  # elements as the other is compared with the other's tail.
  defp improper(left, right) do
    {lefts, left_tail} = parts(left, [])
    {rights, right_tail} = right |> parts([]) |> cut(length(lefts), left_tail)
    {left_docs, right_docs} = along(List.myers_difference(lefts, rights), [], [])
    {left_tail, right_tail} = tails(left_tail, right_tail)
    {tailed(left_docs, left_tail), tailed(right_docs, right_tail), false}
  end

  defp parts([first | rest], acc), do: parts(rest, [first | acc])
  defp parts([], acc), do: {:lists.reverse(acc), :none}
  defp parts(tail, acc), do: {:lists.reverse(acc), {:tail, tail}}

  defp cut({items, :none}, count, {:tail, _}) when length(items) > count do
    {items, rest} = Enum.split(items, count)
    {items, {:rest, rest}}
  end

  defp cut(parts, _count, _tail), do: parts

  defp tails(:none, :none), do: {:none, :none}
  defp tails({:tail, left}, :none), do: {{:tail, red(doc(left))}, :none}
  defp tails(:none, {:tail, right}), do: {:none, {:tail, green(doc(right))}}

  defp tails({:tail, left}, {:rest, rest}),
    do: {{:tail, red(doc(left))}, {:rest, Enum.map(rest, &green(doc(&1)))}}

  defp tails({:tail, left}, {:tail, right}) do
    {left, right, _same?} = value(left, right)
    {{:tail, left}, {:tail, right}}
  end

  defp tailed(items, :none), do: list(items)
  defp tailed(items, {:rest, more}), do: list(items ++ more)

  defp tailed(items, {:tail, tail}) do
    {front, last} = items |> Enum.map(&plain/1) |> Enum.split(-1)
    container("[", front ++ [concat(last ++ [" | ", tail])], "]")
  end

  defp along([], lefts, rights), do: {Enum.reverse(lefts), Enum.reverse(rights)}

  defp along([{:eq, items} | rest], lefts, rights) do
    items = items |> Enum.map(&item/1) |> Enum.reverse()
    along(rest, items ++ lefts, items ++ rights)
  end

  defp along([{:del, gone}, {:ins, new} | rest], lefts, rights),
    do: swapped(gone, new, rest, lefts, rights)

  defp along([{:ins, new}, {:del, gone} | rest], lefts, rights),
    do: swapped(gone, new, rest, lefts, rights)

  defp along([{:del, gone} | rest], lefts, rights), do: swapped(gone, [], rest, lefts, rights)
  defp along([{:ins, new} | rest], lefts, rights), do: swapped([], new, rest, lefts, rights)

  # Items in the same place are compared with each other.
  defp swapped([gone | more_gone], [new | more_new], rest, lefts, rights) do
    {left, right} = items(gone, new)
    swapped(more_gone, more_new, rest, [left | lefts], [right | rights])
  end

  defp swapped(gone, new, rest, lefts, rights) do
    lefts = Enum.reverse(Enum.map(gone, &red(doc(&1)))) ++ lefts
    rights = Enum.reverse(Enum.map(new, &green(doc(&1)))) ++ rights
    along(rest, lefts, rights)
  end

  defp items({left_name, left}, {right_name, right})
       when is_atom(left_name) and is_atom(right_name) do
    {left, right, _same?} = value(left, right)
    same? = left_name == right_name

    {named(left_name, left, if(same?, do: & &1, else: &red/1)),
     named(right_name, right, if(same?, do: & &1, else: &green/1))}
  end

  defp items(left, right) do
    {left, right, _same?} = value(left, right)
    {left, right}
  end

  defp key_text(key), do: String.slice(inspect([{key, 0}]), 1..-3//1)

  # --- maps ---

  defp maps(left, right) do
    {left_open, right_open} = opens(left, right)
    {left, right} = {Map.delete(left, :__struct__), Map.delete(right, :__struct__)}
    {common, gone} = left |> Map.keys() |> Enum.sort() |> Enum.split_with(&is_map_key(right, &1))
    new = right |> Map.keys() |> Enum.sort() |> Enum.reject(&is_map_key(left, &1))
    left_prefix = prefix(common ++ gone)
    right_prefix = prefix(common ++ new)

    {lefts, rights} =
      Enum.unzip(
        for key <- common do
          {left, right, _same?} = value(Map.fetch!(left, key), Map.fetch!(right, key))
          {concat(left_prefix.(key), left), concat(right_prefix.(key), right)}
        end
      )

    gone = for key <- gone, do: red(concat(left_prefix.(key), doc(Map.fetch!(left, key))))
    new = for key <- new, do: green(concat(right_prefix.(key), doc(Map.fetch!(right, key))))
    {container(left_open, lefts ++ gone, "}"), container(right_open, rights ++ new, "}"), false}
  end

  # What maps and structs begin with.
  defp opens(%{__struct__: name}, %{__struct__: name}), do: {open(name, & &1), open(name, & &1)}

  defp opens(left, right),
    do: {open(struct_name(left), &red/1), open(struct_name(right), &green/1)}

  defp struct_name(%{__struct__: name}), do: name
  defp struct_name(_map), do: nil

  defp open(nil, _mark), do: "%{"
  defp open(name, mark), do: concat(["%", mark.(inspect(name)), "{"])

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
