# :io_lib - format/2 with the controls ~w ~p ~s ~c ~f ~e ~g ~b ~B ~n ~~, their widths, precisions
# and padding.
defmodule :io_lib do
  def format(format, args) do
    IO.chardata_to_string(format) |> String.to_charlist() |> run(args, [])
  end

  defp run([?~ | rest], args, acc) do
    {width, rest} = number(rest)
    {precision, rest} = after_point(rest)
    {pad, rest} = after_point_char(rest)
    [control | rest] = skip_modifiers(rest)

    case control do
      ?n ->
        run(rest, args, ["\n" | acc])

      ?~ ->
        run(rest, args, ["~" | acc])

      _ ->
        [arg | args] = args
        text = show(control, arg, precision)
        run(rest, args, [fit(text, width, pad) | acc])
    end
  end

  defp run([char | rest], args, acc), do: run(rest, args, [<<char::utf8>> | acc])
  defp run([], [], acc), do: :lists.reverse(acc)
  defp run([], _args, _acc), do: raise(ArgumentError)

  defp number([?- | rest]) do
    {n, rest} = number(rest)
    {-n, rest}
  end

  defp number(chars) do
    {digits, rest} = Enum.split_while(chars, &(&1 in ?0..?9))
    {if(digits == [], do: nil, else: :erlang.list_to_integer(digits)), rest}
  end

  defp after_point([?. | rest]), do: number(rest)
  defp after_point(rest), do: {nil, rest}
  defp after_point_char([?., pad | rest]), do: {<<pad::utf8>>, rest}
  defp after_point_char(rest), do: {" ", rest}
  defp skip_modifiers([modifier | rest]) when modifier in [?t, ?l], do: rest
  defp skip_modifiers(rest), do: rest

  defp show(?f, x, precision), do: :erlang.float_to_binary(x * 1.0, decimals: precision || 6)

  defp show(?e, x, precision),
    do: :erlang.float_to_binary(x * 1.0, scientific: (precision || 6) - 1)

  defp show(?g, x, _), do: to_string(x * 1.0)
  defp show(?s, text, _) when is_atom(text), do: :erlang.atom_to_binary(text)
  defp show(?s, text, nil), do: IO.chardata_to_string(text)
  defp show(?s, text, precision), do: String.slice(IO.chardata_to_string(text), 0, precision)
  defp show(?c, char, count), do: String.duplicate(<<char::utf8>>, count || 1)

  defp show(control, n, base) when control in [?b, ?B] and is_integer(n) do
    text = Integer.to_string(n, base || 10)
    if control == ?b, do: String.downcase(text), else: text
  end

  defp show(?w, term, _), do: term(term, false)
  defp show(?p, term, _), do: term(term, true)

  # Positive widths put the text to the right.
  defp fit(text, nil, _pad), do: text

  defp fit(text, width, pad) when width >= 0,
    do: cut(text, width, String.pad_leading(text, width, pad))

  defp fit(text, width, pad), do: cut(text, -width, String.pad_trailing(text, -width, pad))

  defp cut(text, width, padded),
    do: if(String.length(text) > width, do: String.duplicate("*", width), else: padded)

  # --- terms as Erlang writes them ---

  defp term(atom, _) when is_atom(atom), do: atom_text(:erlang.atom_to_binary(atom))
  defp term(number, _) when is_number(number), do: to_string(number)

  defp term(binary, pretty) when is_binary(binary) do
    if pretty and binary != "" and String.printable?(binary),
      do: "<<" <> inspect(binary) <> ">>",
      else: "<<" <> Enum.join(:erlang.binary_to_list(binary), ",") <> ">>"
  end

  defp term([_ | _] = list, pretty) do
    cond do
      pretty and List.ascii_printable?(list) -> inspect(IO.chardata_to_string(list))
      List.improper?(list) -> inspect(list)
      true -> "[" <> Enum.map_join(list, ",", &term(&1, pretty)) <> "]"
    end
  end

  defp term([], _), do: "[]"

  defp term(tuple, pretty) when is_tuple(tuple),
    do: "{" <> Enum.map_join(Tuple.to_list(tuple), ",", &term(&1, pretty)) <> "}"

  defp term(map, pretty) when is_map(map) do
    pairs =
      Enum.map_join(:maps.to_list(map), ",", fn {k, v} ->
        term(k, pretty) <> " => " <> term(v, pretty)
      end)

    "\#{" <> pairs <> "}"
  end

  defp term(other, _), do: inspect(other)

  defp atom_text(<<first, rest::binary>> = name) when first in ?a..?z do
    plain =
      for <<char <- rest>>,
        do: char in ?a..?z or char in ?A..?Z or char in ?0..?9 or char in [?_, ?@]

    if Enum.all?(plain), do: name, else: "'" <> name <> "'"
  end

  defp atom_text(name), do: "'" <> name <> "'"
end
