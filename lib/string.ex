# String - what is not written in C: options, padding, patterns that are Regexes, differences.
defmodule String do
  def first(string) when is_binary(string) do
    case String.next_grapheme(string) do
      {first, _} -> first
      nil -> nil
    end
  end

  def last(string) when is_binary(string), do: String.at(string, -1)

  # What ~w makes of a text that is known when it runs.
  @doc false
  def __words__(text, ~c"a"), do: text |> split() |> Enum.map(&to_atom/1)
  def __words__(text, ~c"c"), do: text |> split() |> Enum.map(&to_charlist/1)
  def __words__(text, _), do: split(text)

  def slice(string, _.._//_ = range) when is_binary(string) do
    {first, last, step} = Range.__slice__(range, "String.slice/2")
    slice_range(string, first, last, step)
  end

  defp slice_range(string, first, last, step) do
    size = if first < 0 or last < 0, do: String.length(string), else: 0
    first = if first < 0, do: max(first + size, 0), else: first
    last = if last < 0, do: last + size, else: last

    cond do
      last < first -> ""
      step == 1 -> String.slice(string, first, last - first + 1)
      true -> string |> String.graphemes() |> Enum.slice(first..last//step) |> Enum.join()
    end
  end

  def byte_slice(string, start, size)
      when is_binary(string) and is_integer(start) and is_integer(size) and size >= 0 do
    bytes = byte_size(string)
    start = if start < 0, do: max(bytes + start, 0), else: min(start, bytes)
    binary_part(string, start, min(size, bytes - start)) |> valid_middle()
  end

  # Without the parts of code points at either end.
  defp valid_middle(<<byte, rest::binary>>) when byte >= 128 and byte < 192,
    do: valid_middle(rest)

  defp valid_middle(string), do: valid_front(string, byte_size(string), 3)

  defp valid_front(string, size, tries) do
    part = binary_part(string, 0, size)

    if tries == 0 or size == 0 or String.valid?(part),
      do: part,
      else: valid_front(string, size - 1, tries - 1)
  end

  # Bytes that no text has: a character that is cut off counts as one, any other byte by itself.
  def replace_invalid(bytes, replacement \\ "\uFFFD")
      when is_binary(bytes) and is_binary(replacement),
      do: bytes |> replace_invalid(replacement, []) |> :lists.reverse() |> IO.iodata_to_binary()

  defp replace_invalid(<<char::utf8, rest::binary>>, replacement, acc),
    do: replace_invalid(rest, replacement, [<<char::utf8>> | acc])

  defp replace_invalid("", _replacement, acc), do: acc

  defp replace_invalid(bytes, replacement, acc) do
    size = cut_off_size(bytes)
    rest = binary_part(bytes, size, byte_size(bytes) - size)
    replace_invalid(rest, replacement, [replacement | acc])
  end

  # How many bytes begin a character and lack its end.
  defp cut_off_size(<<lead, second, third, _::binary>>)
       when lead in 0xF0..0xF4 and third in 0x80..0xBF and
              (second in 0x80..0xBF and (lead != 0xF0 or second >= 0x90) and
                 (lead != 0xF4 or second < 0x90)),
       do: 3

  defp cut_off_size(<<lead, second, _::binary>>)
       when lead in 0xE0..0xF4 and second in 0x80..0xBF and (lead != 0xE0 or second >= 0xA0) and
              (lead != 0xED or second < 0xA0) and (lead != 0xF0 or second >= 0x90) and
              (lead != 0xF4 or second < 0x90),
       do: 2

  defp cut_off_size(_), do: 1

  def split_at(string, position) when is_binary(string) and is_integer(position) do
    position = if position < 0, do: max(String.length(string) + position, 0), else: position
    front = String.slice(string, 0, position)
    size = byte_size(front)
    {front, binary_part(string, size, byte_size(string) - size)}
  end

  # --- splitting ---

  def split(string, pattern, options \\ [])

  def split(string, %{__struct__: Regex} = pattern, options),
    do: Regex.split(pattern, string, options)

  def split(string, "", options) when is_binary(string) do
    parts = Keyword.get(options, :parts, :infinity)

    if Keyword.get(options, :trim, false),
      do: string |> split_graphemes(next_part(parts)) |> Enum.filter(&(&1 != "")),
      else: split_graphemes(string, parts)
  end

  def split(string, pattern, options) when is_binary(string) do
    parts = Keyword.get(options, :parts, :infinity)
    trim = Keyword.get(options, :trim, false)

    case {parts, trim} do
      {:infinity, false} ->
        split_all(string, pattern, [:global])

      {:infinity, true} ->
        split_all(string, pattern, [:global, :trim_all])

      {parts, trim} when is_integer(parts) and parts > 0 ->
        split_parts(string, pattern, parts, trim)
    end
  end

  # The empty string in front is none of the parts when it is trimmed.
  defp next_part(parts) when is_integer(parts) and parts > 1, do: parts + 1
  defp next_part(parts), do: parts

  defp split_all(string, [], _options), do: [string]
  defp split_all(string, pattern, options), do: :binary.split(string, pattern, options)

  defp split_graphemes(string, :infinity), do: [""] ++ String.graphemes(string) ++ [""]
  defp split_graphemes(string, 1), do: [string]

  defp split_graphemes(string, parts) do
    {front, rest} = split_at(string, parts - 2)
    [""] ++ String.graphemes(front) ++ if(rest == "", do: [""], else: [rest])
  end

  defp split_parts(string, _pattern, 1, trim),
    do: if(trim and string == "", do: [], else: [string])

  defp split_parts(string, pattern, parts, trim) do
    case :binary.split(string, pattern) do
      ["", rest] when trim -> split_parts(rest, pattern, parts, trim)
      [front, rest] -> [front | split_parts(rest, pattern, parts - 1, trim)]
      [""] when trim -> []
      [front] -> [front]
    end
  end

  def splitter(string, pattern, options \\ [])

  def splitter(string, "", options) when is_binary(string) do
    parts = Stream.concat([[""], graphemes_of(string), [""]])
    if Keyword.get(options, :trim, false), do: Stream.reject(parts, &(&1 == "")), else: parts
  end

  def splitter(string, pattern, options) when is_binary(string) do
    trim = Keyword.get(options, :trim, false)

    parts =
      Stream.unfold(string, fn
        nil ->
          nil

        rest ->
          case :binary.split(rest, pattern) do
            [front, rest] -> {front, rest}
            [front] -> {front, nil}
          end
      end)

    if trim, do: Stream.reject(parts, &(&1 == "")), else: parts
  end

  defp graphemes_of(string), do: Stream.unfold(string, &String.next_grapheme/1)

  # --- trimming, padding ---

  def trim(string, remove) when is_binary(string) and is_binary(remove),
    do: string |> trim_leading(remove) |> trim_trailing(remove)

  def trim_leading(string, remove) when is_binary(string) and is_binary(remove),
    do: replace_leading(string, remove, "")

  def trim_trailing(string, remove) when is_binary(string) and is_binary(remove),
    do: replace_trailing(string, remove, "")

  def pad_leading(string, count, padding \\ [" "])

  def pad_leading(string, count, padding) when is_binary(padding),
    do: pad_leading(string, count, String.graphemes(padding))

  def pad_leading(string, count, [_ | _] = padding)
      when is_binary(string) and is_integer(count) and count >= 0,
      do: pad(string, count, padding) <> string

  def pad_trailing(string, count, padding \\ [" "])

  def pad_trailing(string, count, padding) when is_binary(padding),
    do: pad_trailing(string, count, String.graphemes(padding))

  def pad_trailing(string, count, [_ | _] = padding)
      when is_binary(string) and is_integer(count) and count >= 0,
      do: string <> pad(string, count, padding)

  defp pad(string, count, padding) do
    missing = max(count - String.length(string), 0)
    used = Enum.take(padding, missing)

    if other = Enum.find(used, &(not is_binary(&1))),
      do: raise(ArgumentError, "expected a string padding element, got: #{inspect(other)}")

    size = Kernel.length(padding)
    rest = padding |> Enum.take(rem(missing, size)) |> IO.iodata_to_binary()
    String.duplicate(IO.iodata_to_binary(used), div(missing, size)) <> rest
  end

  # --- replacing ---

  def replace(subject, pattern, replacement, options \\ [])

  def replace(subject, %{__struct__: Regex} = pattern, replacement, options)
      when is_binary(replacement) or is_function(replacement, 1),
      do: Regex.replace(pattern, subject, replacement, options)

  def replace(subject, "", replacement, options) when is_binary(subject) do
    text = fn "" -> if is_function(replacement), do: replacement.(""), else: replacement end

    if Keyword.get(options, :global, true),
      do:
        IO.iodata_to_binary([text.("") | Enum.map(String.graphemes(subject), &[&1, text.("")])]),
      else: text.("") <> subject
  end

  def replace(subject, [], _replacement, _options) when is_binary(subject), do: subject

  def replace(subject, pattern, replacement, options)
      when is_binary(subject) and (is_binary(replacement) or is_function(replacement, 1)) do
    global = Keyword.get(options, :global, true)

    if is_binary(replacement) do
      :binary.replace(subject, pattern, replacement, if(global, do: [:global], else: []))
    else
      found = :binary.matches(subject, pattern)
      found = if global, do: found, else: Enum.take(found, 1)
      IO.iodata_to_binary(replace_found(found, subject, 0, replacement))
    end
  end

  defp replace_found([{at, size} | rest], subject, from, fun) do
    before = binary_part(subject, from, at - from)
    [before, fun.(binary_part(subject, at, size)) | replace_found(rest, subject, at + size, fun)]
  end

  defp replace_found([], subject, from, _fun),
    do: [binary_part(subject, from, byte_size(subject) - from)]

  def replace_prefix(string, match, replacement)
      when is_binary(string) and is_binary(match) and is_binary(replacement) do
    if String.starts_with?(string, match),
      do: replacement <> after_prefix(string, match),
      else: string
  end

  def replace_suffix(string, match, replacement)
      when is_binary(string) and is_binary(match) and is_binary(replacement) do
    if String.ends_with?(string, match),
      do: before_suffix(string, match) <> replacement,
      else: string
  end

  def replace_leading(string, "", replacement) when is_binary(string) and is_binary(replacement),
    do: no_match()

  def replace_leading(string, match, replacement)
      when is_binary(string) and is_binary(match) and is_binary(replacement) do
    if String.starts_with?(string, match),
      do: replacement <> replace_leading(after_prefix(string, match), match, replacement),
      else: string
  end

  def replace_trailing(string, "", replacement) when is_binary(string) and is_binary(replacement),
    do: no_match()

  def replace_trailing(string, match, replacement)
      when is_binary(string) and is_binary(match) and is_binary(replacement) do
    if String.ends_with?(string, match),
      do: replace_trailing(before_suffix(string, match), match, replacement) <> replacement,
      else: string
  end

  defp no_match, do: raise(ArgumentError, "cannot use an empty string as the match to replace")

  defp after_prefix(string, prefix) do
    size = byte_size(prefix)
    binary_part(string, size, byte_size(string) - size)
  end

  defp before_suffix(string, suffix),
    do: binary_part(string, 0, byte_size(string) - byte_size(suffix))

  # --- comparing ---

  def match?(string, regex) when is_binary(string), do: Regex.match?(regex, string)

  def equivalent?(left, right) when is_binary(left) and is_binary(right),
    do: String.normalize(left, :nfd) == String.normalize(right, :nfd)

  def bag_distance(left, right) when is_binary(left) and is_binary(right) do
    longest = max(String.length(left), String.length(right))

    if left == "" or right == "" do
      0.0
    else
      left = Enum.frequencies(String.graphemes(left))
      right = Enum.frequencies(String.graphemes(right))
      1.0 - max(bag_rest(left, right), bag_rest(right, left)) / longest
    end
  end

  defp bag_rest(left, right),
    do: left |> Enum.map(fn {char, n} -> max(n - Map.get(right, char, 0), 0) end) |> Enum.sum()

  def jaro_distance(same, same) when is_binary(same), do: 1.0

  # Characters of the shorter one match those within half the longer length; each match that is before
  # the one before counts against.
  def jaro_distance(left, right) when is_binary(left) and is_binary(right) do
    left = String.graphemes(left)
    right = String.graphemes(right)
    {of_left, of_right} = {Kernel.length(left), Kernel.length(right)}
    {short, long} = if of_left < of_right, do: {left, right}, else: {right, left}
    window = div(max(of_left, of_right), 2) - 1
    places = jaro_places(Enum.with_index(short), Enum.with_index(long), window, %{})

    case Kernel.length(places) do
      0 ->
        0.0

      matches ->
        moved = Enum.zip(places, tl(places)) |> Enum.count(fn {a, b} -> b < a end)
        (matches / of_left + matches / of_right + (matches - moved) / matches) / 3
    end
  end

  defp jaro_places([{_, i} | _] = short, [{_, j} | long], window, used) when j < i - window,
    do: jaro_places(short, long, window, used)

  defp jaro_places([{char, i} | rest], long, window, used) do
    case free_match(long, char, i + window, used) do
      nil -> jaro_places(rest, long, window, used)
      j -> [j | jaro_places(rest, long, window, Map.put(used, j, true))]
    end
  end

  defp jaro_places([], _long, _window, _used), do: []

  # Where the character is first, up to place `last`, and not used.
  defp free_match([{char, j} | _], char, last, used)
       when j <= last and not is_map_key(used, j),
       do: j

  defp free_match([{_, j} | rest], char, last, used) when j <= last,
    do: free_match(rest, char, last, used)

  defp free_match(_, _, _, _), do: nil

  def myers_difference(left, right) when is_binary(left) and is_binary(right) do
    String.graphemes(left)
    |> List.myers_difference(String.graphemes(right))
    |> Enum.map(fn {kind, chars} -> {kind, IO.iodata_to_binary(chars)} end)
  end

  def chunk(string, trait) when is_binary(string) and (trait == :valid or trait == :printable) do
    has = if trait == :valid, do: &String.valid?/1, else: &String.printable?/1

    string
    |> String.codepoints()
    |> Enum.chunk_by(has)
    |> Enum.map(&IO.iodata_to_binary/1)
  end

  Cnx.Define.part("string.parts/deprecated.ex")
end
