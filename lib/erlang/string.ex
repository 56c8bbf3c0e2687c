# :string - text by grapheme clusters, in binaries and in charlists: what a function gives is of the
# kind that it was given. Lists are read as one text whatever their nesting, and results of theirs
# are flat. Separators are lists of clusters: a code point, or a list of code points.
defmodule :string do
  # Erlang's white space: the pattern characters of Unicode, not all that is blank.
  @blank [~c"\r\n", ?\t, ?\n, ?\v, ?\f, ?\r, ?\s, 0x85, 0x200E, 0x200F, 0x2028, 0x2029]

  # --- the whole ---

  def is_empty([]), do: true
  def is_empty(""), do: true
  def is_empty([first | rest]), do: not is_integer(first) and is_empty(first) and is_empty(rest)
  def is_empty(text) when is_binary(text), do: false

  def length(text), do: text |> text() |> String.length()
  def to_graphemes(text), do: text |> text() |> String.graphemes() |> Enum.map(&cluster/1)
  def reverse(text), do: text |> to_graphemes() |> :lists.reverse()

  def equal(a, b), do: text(a) == text(b)
  def equal(a, b, ignore_case), do: equal(a, b, ignore_case, :none)

  def equal(a, b, ignore_case, form) when is_boolean(ignore_case),
    do: compared(a, ignore_case, form) == compared(b, ignore_case, form)

  defp compared(text, ignore_case, form) do
    text = text(text)
    text = if ignore_case, do: Cnx.Text.casefold(text), else: text
    if form == :none, do: text, else: String.normalize(text, form)
  end

  def uppercase(text), do: text |> text() |> String.upcase() |> as(text)
  def lowercase(text), do: text |> text() |> String.downcase() |> as(text)
  def casefold(text), do: text |> text() |> Cnx.Text.casefold() |> as(text)

  def titlecase(text) do
    case text(text) do
      <<first::utf8, rest::binary>> -> as(String.capitalize(<<first::utf8>>) <> rest, text)
      "" -> as("", text)
    end
  end

  # --- parts ---

  def next_codepoint(text) do
    case text(text) do
      "" -> []
      <<first::utf8, rest::binary>> -> [first | as(rest, text)]
    end
  end

  def next_grapheme(text) do
    case String.next_grapheme(text(text)) do
      nil -> []
      {first, rest} -> [cluster(first) | as(rest, text)]
    end
  end

  def slice(text, start) when is_integer(start) and start >= 0, do: slice(text, start, :infinity)

  def slice(text, start, :infinity) when is_integer(start) and start >= 0,
    do: text |> text() |> String.slice(start..-1//1) |> as(text)

  def slice(text, start, count)
      when is_integer(start) and start >= 0 and is_integer(count) and count >= 0,
      do: text |> text() |> String.slice(start, count) |> as(text)

  def pad(text, length), do: pad(text, length, :trailing, ?\s)
  def pad(text, length, side), do: pad(text, length, side, ?\s)

  def pad(text, length, side, char) when is_integer(length) do
    missing = max(0, length - :string.length(text))

    case side do
      :trailing -> [text | :lists.duplicate(missing, char)]
      :leading -> [:lists.duplicate(missing, char), text]
      :both -> centred(text, :lists.duplicate(div(missing, 2), char), rem(missing, 2), char)
    end
  end

  defp centred(text, half, 0, _char), do: [half, text, half]
  defp centred(text, half, 1, char), do: [half, text, half, char]

  def trim(text), do: trim(text, :both, @blank)
  def trim(text, side), do: trim(text, side, @blank)

  def trim(text, side, separators)
      when side in [:leading, :trailing, :both] and is_list(separators) do
    inside = clusters(separators)
    clusters = text |> text() |> String.graphemes()
    clusters = if side == :trailing, do: clusters, else: without(clusters, inside)

    clusters =
      if side == :leading,
        do: clusters,
        else: clusters |> :lists.reverse() |> without(inside) |> :lists.reverse()

    joined(clusters, text)
  end

  defp without(clusters, inside), do: Enum.drop_while(clusters, &is_map_key(inside, &1))

  def take(text, characters), do: take(text, characters, false, :leading)
  def take(text, characters, complement), do: take(text, characters, complement, :leading)

  def take(text, characters, complement, side)
      when is_list(characters) and is_boolean(complement) and side in [:leading, :trailing] do
    inside = clusters(characters)
    clusters = text |> text() |> String.graphemes()
    clusters = if side == :leading, do: clusters, else: :lists.reverse(clusters)

    case {Enum.split_while(clusters, &(is_map_key(inside, &1) != complement)), side} do
      {{taken, rest}, :leading} ->
        {joined(taken, text), joined(rest, text)}

      {{taken, rest}, :trailing} ->
        {joined(:lists.reverse(rest), text), joined(:lists.reverse(taken), text)}
    end
  end

  def prefix(text, start) do
    case front(String.graphemes(text(text)), String.graphemes(text(start))) do
      nil -> :nomatch
      rest -> joined(rest, text)
    end
  end

  # --- searching: a match begins and ends between clusters ---

  def find(text, pattern), do: find(text, pattern, :leading)

  def find(text, pattern, side) when side in [:leading, :trailing] do
    wanted = String.graphemes(text(pattern))

    case wanted != [] and halves(String.graphemes(text(text)), wanted, side) do
      false -> text
      nil -> :nomatch
      {_before, rest} -> joined(wanted ++ rest, text)
    end
  end

  def split(text, pattern), do: split(text, pattern, :leading)

  def split(text, pattern, side) when side in [:leading, :trailing, :all] do
    wanted = String.graphemes(text(pattern))
    whole = text(text)

    if wanted == [] or not String.contains?(whole, text(pattern)),
      do: [text],
      else: whole |> String.graphemes() |> pieces(wanted, side) |> Enum.map(&joined(&1, text))
  end

  defp pieces(clusters, wanted, :all) do
    case halves(clusters, wanted, :leading) do
      nil -> [clusters]
      {first, rest} -> [first | pieces(rest, wanted, :all)]
    end
  end

  defp pieces(clusters, wanted, side) do
    case halves(clusters, wanted, side) do
      nil -> [clusters]
      {first, rest} -> [first, rest]
    end
  end

  def replace(text, pattern, replacement), do: replace(text, pattern, replacement, :leading)

  def replace(text, pattern, replacement, side),
    do: :lists.join(replacement, split(text, pattern, side))

  # What stands before and after a match, nil where there is none.
  defp halves(clusters, wanted, :leading), do: halves(clusters, wanted, :leading, [])

  defp halves(clusters, wanted, :trailing) do
    case halves(:lists.reverse(clusters), :lists.reverse(wanted), :leading) do
      nil -> nil
      {rest, before} -> {:lists.reverse(before), :lists.reverse(rest)}
    end
  end

  defp halves(clusters, wanted, side, before) do
    case {front(clusters, wanted), clusters} do
      {nil, []} -> nil
      {nil, [first | rest]} -> halves(rest, wanted, side, [first | before])
      {rest, _} -> {:lists.reverse(before), rest}
    end
  end

  defp front(rest, []), do: rest
  defp front([same | rest], [same | wanted]), do: front(rest, wanted)
  defp front(_rest, _wanted), do: nil

  def lexemes(text, separators) when is_list(separators) do
    inside = clusters(separators)

    text
    |> text()
    |> String.graphemes()
    |> Enum.chunk_by(&is_map_key(inside, &1))
    |> Enum.reject(&is_map_key(inside, hd(&1)))
    |> Enum.map(&joined(&1, text))
  end

  def nth_lexeme(text, n, separators) when is_integer(n) and n > 0 and is_list(separators),
    do: text |> lexemes(separators) |> Enum.at(n - 1, as("", text))

  def jaro_similarity(a, b), do: String.jaro_distance(text(a), text(b))

  # --- numbers at the front ---

  def to_integer(text), do: number(text, :no_integer, &whole/1)
  def to_float(text), do: number(text, :no_float, &fraction/1)

  defp number(text, none, read) do
    case text |> text() |> read.() do
      nil -> {:error, none}
      {number, rest} -> {number, as(rest, text)}
    end
  rescue
    # What is no text.
    ArgumentError -> {:error, :badarg}
  end

  defp whole(text) do
    case Regex.run(~r/^[+-]?[0-9]+/, text) do
      nil -> nil
      [digits] -> {String.to_integer(digits), behind(text, digits)}
    end
  end

  defp fraction(text) do
    case Regex.run(~r/^[+-]?[0-9]+[.,][0-9]+([eE][+-]?[0-9]+)?/, text) do
      nil -> nil
      [digits | _] -> digits |> String.replace(",", ".") |> finite(behind(text, digits))
    end
  end

  defp finite(digits, rest) do
    {String.to_float(digits), rest}
  rescue
    # Larger than all floats.
    ArgumentError -> nil
  end

  defp behind(text, front),
    do: binary_part(text, byte_size(front), byte_size(text) - byte_size(front))

  # --- charlists, as programs of old write them: indexes from one, zero for none ---

  def len(list), do: Kernel.length(list)
  def concat(a, b), do: a ++ b
  def chr(list, char) when is_integer(char), do: place(Enum.find_index(list, &(&1 === char)))

  def rchr(list, char) when is_integer(char) do
    case chr(:lists.reverse(list), char) do
      0 -> 0
      from_end -> Kernel.length(list) - from_end + 1
    end
  end

  # Nothing is nowhere.
  def str(list, part),
    do: place(Enum.find(0..(Kernel.length(list) - 1)//1, &at?(list, part, &1)))

  def rstr(list, part),
    do: place(Enum.find((Kernel.length(list) - 1)..0//-1, &at?(list, part, &1)))

  defp place(nil), do: 0
  defp place(index), do: index + 1

  defp at?(list, part, index),
    do: part != [] and :lists.prefix(part, :lists.nthtail(index, list))

  def span(list, chars) when is_list(list),
    do: list |> Enum.take_while(&(&1 in chars)) |> Kernel.length()

  def cspan(list, chars) when is_list(list),
    do: list |> Enum.take_while(&(&1 not in chars)) |> Kernel.length()

  def substr(list, start), do: :lists.nthtail(start - 1, list)

  def substr(list, start, count) when is_integer(count) and count >= 0,
    do: list |> substr(start) |> Enum.take(count)

  def sub_string(list, start), do: substr(list, start)
  def sub_string(list, start, stop), do: substr(list, start, stop - start + 1)

  def tokens(list, separators) when is_list(separators) do
    list
    |> Enum.chunk_by(&(&1 in separators))
    |> Enum.reject(&(hd(&1) in separators))
  end

  def words(list), do: words(list, ?\s)

  # No text at all is one word.
  def words([], separator) when is_integer(separator), do: 1

  def words(list, separator) when is_integer(separator),
    do: list |> tokens([separator]) |> Kernel.length()

  def sub_word(list, n), do: sub_word(list, n, ?\s)

  def sub_word(list, n, separator) when is_integer(n) and n > 0 and is_integer(separator),
    do: list |> tokens([separator]) |> Enum.at(n - 1, [])

  def join(lists, separator), do: lists |> Enum.intersperse(separator) |> Enum.concat()
  def chars(char, n) when is_integer(char), do: :lists.duplicate(n, char)
  def chars(char, n, tail), do: chars(char, n) ++ tail
  def copies(list, n), do: n |> :lists.duplicate(list) |> Enum.concat()

  def strip(list), do: strip(list, :both, ?\s)
  def strip(list, side), do: strip(list, side, ?\s)

  def strip(list, :left, char) when is_list(list) and is_integer(char),
    do: Enum.drop_while(list, &(&1 === char))

  def strip(list, :right, char) when is_integer(char),
    do: list |> :lists.reverse() |> strip(:left, char) |> :lists.reverse()

  def strip(list, :both, char) when is_integer(char),
    do: list |> strip(:left, char) |> strip(:right, char)

  def left(list, size), do: left(list, size, ?\s)

  def left(list, size, char) when is_list(list) and size >= 0,
    do: Enum.take(list, size) ++ chars(char, missing(list, size))

  def right(list, size), do: right(list, size, ?\s)

  def right(list, size, char) when is_list(list) and size >= 0,
    do: chars(char, missing(list, size)) ++ Enum.take(list, -size)

  def centre(list, size), do: centre(list, size, ?\s)

  def centre(list, size, char) when is_list(list) and size >= 0 do
    missing = missing(list, size)
    cut = div(max(0, Kernel.length(list) - size), 2)
    before = div(missing, 2)
    middle = list |> Enum.drop(cut) |> Enum.take(size)
    chars(char, before) ++ middle ++ chars(char, missing - before)
  end

  defp missing(list, size), do: max(0, size - Kernel.length(list))

  # Letters of Latin-1.
  def to_upper(list) when is_list(list), do: Enum.map(list, &to_upper/1)

  def to_upper(char) when char in ?a..?z or char in 0xE0..0xF6 or char in 0xF8..0xFE,
    do: char - 32

  def to_upper(char) when is_integer(char), do: char
  def to_lower(list) when is_list(list), do: Enum.map(list, &to_lower/1)

  def to_lower(char) when char in ?A..?Z or char in 0xC0..0xD6 or char in 0xD8..0xDE,
    do: char + 32

  def to_lower(char) when is_integer(char), do: char
  def list_to_integer(list) when is_list(list), do: to_integer(list)
  def list_to_integer(_other), do: {:error, :not_a_list}
  def list_to_float(list) when is_list(list), do: to_float(list)
  def list_to_float(_other), do: {:error, :not_a_list}

  # --- text and clusters ---

  defp text(text) when is_binary(text), do: if(String.valid?(text), do: text, else: bad(text))

  defp text(list) when is_list(list) do
    case :unicode.characters_to_binary(list) do
      text when is_binary(text) -> text
      _ -> bad(list)
    end
  end

  defp text(other), do: bad(other)
  defp bad(text), do: raise(ArgumentError, "argument error: #{inspect(text)}")

  defp as(text, like) when is_binary(like), do: text
  defp as(text, _like), do: String.to_charlist(text)
  defp joined(clusters, like), do: clusters |> IO.iodata_to_binary() |> as(like)

  defp cluster(text) do
    case String.to_charlist(text) do
      [codepoint] -> codepoint
      codepoints -> codepoints
    end
  end

  defp clusters(characters), do: Map.new(characters, &{text(List.wrap(&1)), true})
end
