# :io_lib - format/2: controls ~F.P.PadC with their width (negative: the text stands on the left),
# precision and padding. What it gives is flat; ~p does not break lines.
defmodule :io_lib do
  def format(format, args) when is_list(args),
    do: format |> characters(true) |> run(args, []) |> :lists.reverse() |> :lists.flatten()

  def format(_format, _args), do: bad()

  defp bad, do: raise(ArgumentError)

  defp run([?~ | rest], args, acc) do
    {width, rest, args} = number(rest, args)
    {precision, rest, args} = precision(rest, args)
    {pad, rest} = pad(rest)
    {unicode?, rest} = modifier(rest)
    field = %{width: width, precision: precision, pad: pad, unicode?: unicode?}

    case {rest, args} do
      {[control | rest], _} when control in [?n, ?~] ->
        run(rest, args, [char(control, field) | acc])

      {[?i | rest], [_ | args]} ->
        run(rest, args, acc)

      {[control | rest], [arg, prefix | args]}
      when control in [?x, ?X] and is_integer(arg) and not is_binary(prefix) ->
        run(rest, args, [based(arg, characters(prefix, true), control == ?X, field) | acc])

      {[control | rest], [arg | args]} ->
        run(rest, args, [show(control, arg, field) | acc])

      _ ->
        bad()
    end
  end

  defp run([char | rest], args, acc), do: run(rest, args, [char | acc])
  defp run([], [], acc), do: acc
  defp run([], _args, _acc), do: bad()

  defp number([?- | rest], args) do
    {n, rest, args} = number(rest, args)
    {n && -n, rest, args}
  end

  defp number([?* | rest], [n | args]) when is_integer(n), do: {n, rest, args}

  defp number(chars, args) do
    {digits, rest} = Enum.split_while(chars, &(&1 in ?0..?9))
    {if(digits == [], do: nil, else: :erlang.list_to_integer(digits)), rest, args}
  end

  defp precision([?. | rest], args), do: number(rest, args)
  defp precision(rest, args), do: {nil, rest, args}
  defp pad([?., pad | rest]), do: {pad, rest}
  defp pad(rest), do: {?\s, rest}
  defp modifier([?t | rest]), do: {true, rest}
  defp modifier([?l | rest]), do: {false, rest}
  defp modifier(rest), do: {false, rest}

  # --- one argument ---

  defp show(?s, text, field), do: text |> characters(field.unicode?) |> string(field)
  defp show(?c, code, field) when is_integer(code), do: char(code, field)
  defp show(?f, x, field) when is_float(x), do: fit(fixed(x, field.precision || 6), field)
  defp show(?e, x, field) when is_float(x), do: fit(scientific(x, field.precision || 6), field)
  defp show(?g, x, field) when is_float(x), do: fit(general(x, field.precision || 6), field)
  defp show(?b, n, field) when is_integer(n), do: based(n, ~c"", false, field)
  defp show(?B, n, field) when is_integer(n), do: based(n, ~c"", true, field)

  defp show(?#, n, field) when is_integer(n),
    do: based(n, ~c"#{field.precision || 10}#", true, field)

  defp show(?+, n, field) when is_integer(n),
    do: based(n, ~c"#{field.precision || 10}#", false, field)

  defp show(?w, x, field), do: x |> term(false, true) |> to_charlist() |> cut(field)
  defp show(?p, x, field), do: x |> term(true, field.unicode?) |> to_charlist()
  defp show(_control, _arg, _field), do: bad()

  # Text without ~t is bytes.
  defp characters(atom, _unicode?) when is_atom(atom), do: Atom.to_charlist(atom)

  defp characters(text, true) when is_binary(text) or is_list(text),
    do: text |> IO.chardata_to_string() |> String.to_charlist()

  defp characters(text, false) when is_binary(text) or is_list(text),
    do: text |> :erlang.iolist_to_binary() |> :erlang.binary_to_list()

  defp characters(_text, _unicode?), do: bad()

  defp char(?n, %{width: width}), do: List.duplicate(?\n, abs(width || 1))
  defp char(code, %{width: nil, precision: count}), do: List.duplicate(code, count || 1)
  defp char(code, %{width: width, precision: nil}), do: List.duplicate(code, abs(width))

  defp char(code, %{precision: count} = field), do: fit(List.duplicate(code, count), field)

  # As wide as the precision says, in a field of the width.
  defp string(chars, %{width: nil, precision: nil}), do: chars

  defp string(chars, %{width: width, precision: nil} = field),
    do: chars |> Enum.take(abs(width)) |> fit(field)

  defp string(chars, %{width: nil, precision: most} = field),
    do: chars |> Enum.take(most) |> fit(%{field | width: -most})

  defp string(chars, %{width: width, precision: most} = field) when abs(width) >= most,
    do: chars |> string(%{field | width: nil}) |> fit(field)

  defp string(_chars, _field), do: bad()

  # A term that is longer than its precision, or the width, is not shown.
  defp cut(chars, %{width: nil, precision: nil}), do: chars

  defp cut(chars, %{width: width, precision: most} = field) do
    width = width || most
    most = if most, do: min(most, abs(width)), else: abs(width)
    chars = if length(chars) > most, do: List.duplicate(?*, most), else: chars
    fit(chars, %{field | width: width})
  end

  defp fit(chars, %{width: nil}), do: chars

  defp fit(chars, %{width: width, pad: pad}) do
    missing = abs(width) - length(chars)

    cond do
      missing < 0 -> List.duplicate(?*, abs(width))
      width < 0 -> chars ++ List.duplicate(pad, missing)
      true -> List.duplicate(pad, missing) ++ chars
    end
  end

  # --- numbers ---

  defp based(n, prefix, upper?, field) do
    digits = Integer.to_string(abs(n), field.precision || 10)
    digits = if upper?, do: digits, else: String.downcase(digits)
    fit(if(n < 0, do: ~c"-", else: ~c"") ++ prefix ++ to_charlist(digits), field)
  end

  defp fixed(x, digits) when digits >= 1,
    do: x |> :erlang.float_to_binary(decimals: digits) |> to_charlist()

  defp fixed(_x, _digits), do: bad()

  # The exponent has no zeros in front.
  defp scientific(x, digits) when digits >= 2 do
    [mantissa, <<sign, exponent::binary>>] =
      x |> :erlang.float_to_binary(scientific: digits - 1) |> String.split("e")

    to_charlist(mantissa <> "e" <> <<sign>> <> "#{String.to_integer(exponent)}")
  end

  defp scientific(_x, _digits), do: bad()

  defp general(x, digits) do
    size = abs(x)

    exponent =
      cond do
        size < 0.1 -> -2
        size < 1.0 -> -1
        size >= 1.0e4 -> digits
        true -> Enum.count([10.0, 100.0, 1000.0], &(size >= &1))
      end

    if (digits <= 1 and exponent == -1) or (digits - 1 > exponent and exponent >= -1),
      do: fixed(x, digits - 1 - exponent),
      else: scientific(x, max(digits, 2))
  end

  # --- terms as Erlang writes them ---

  defp term(atom, _, _) when is_atom(atom), do: atom_text(:erlang.atom_to_binary(atom))
  defp term(number, _, _) when is_number(number), do: to_string(number)

  defp term(binary, pretty?, unicode?) when is_binary(binary) do
    bytes = :erlang.binary_to_list(binary)
    wide? = unicode? and String.valid?(binary) and byte_size(binary) > String.length(binary)
    chars = if wide?, do: String.to_charlist(binary), else: bytes

    if pretty? and bytes != [] and printable?(chars, wide?),
      do: "<<#{quoted(chars)}#{if wide?, do: "/utf8"}>>",
      else: "<<" <> Enum.join(bytes, ",") <> ">>"
  end

  defp term([], _, _), do: "[]"

  defp term(list, pretty?, unicode?) when is_list(list) do
    if pretty? and printable?(list, unicode?),
      do: quoted(list),
      else: "[" <> parts(list, pretty?, unicode?) <> "]"
  end

  defp term(tuple, pretty?, unicode?) when is_tuple(tuple),
    do: "{" <> parts(Tuple.to_list(tuple), pretty?, unicode?) <> "}"

  defp term(map, pretty?, unicode?) when is_map(map) do
    pairs =
      Enum.map_join(:maps.to_list(map), ",", fn {k, v} ->
        term(k, pretty?, unicode?) <> " => " <> term(v, pretty?, unicode?)
      end)

    "\#{" <> pairs <> "}"
  end

  defp term(other, _, _), do: inspect(other)

  defp parts([], _, _), do: ""
  defp parts([last], pretty?, unicode?), do: term(last, pretty?, unicode?)

  defp parts([head | tail], pretty?, unicode?) do
    next =
      if is_list(tail),
        do: "," <> parts(tail, pretty?, unicode?),
        else: "|" <> term(tail, pretty?, unicode?)

    term(head, pretty?, unicode?) <> next
  end

  defp printable?([char | rest], unicode?) when is_integer(char) do
    (char in 32..126 or char in 160..255 or char in [?\n, ?\r, ?\t, ?\v, ?\b, ?\f, ?\e] or
       (unicode? and char > 255 and String.printable?(<<char::utf8>>))) and
      printable?(rest, unicode?)
  end

  defp printable?(rest, _unicode?), do: rest == []

  @escapes %{?" => "\\\"", ?\\ => "\\\\", ?\n => "\\n", ?\r => "\\r", ?\t => "\\t", ?\v => "\\v"}
           |> Map.merge(%{?\b => "\\b", ?\f => "\\f", ?\e => "\\e"})
  defp quoted(chars), do: "\"#{Enum.map_join(chars, &Map.get(@escapes, &1, <<&1::utf8>>))}\""

  defp atom_text(<<first, rest::binary>> = name) when first in ?a..?z do
    plain =
      for <<char <- rest>>,
        do: char in ?a..?z or char in ?A..?Z or char in ?0..?9 or char in [?_, ?@]

    if Enum.all?(plain), do: name, else: "'" <> name <> "'"
  end

  defp atom_text(name), do: "'" <> name <> "'"
end
