# :unicode - characters between encodings. Character data is a binary in an encoding, or a list of
# code points, binaries and such lists. Conversions that cannot go on give what they have and the
# data from there.
defmodule :unicode do
  @largest %{latin1: 0xFF}

  # --- conversions ---

  def characters_to_list(data), do: characters_to_list(data, :utf8)

  def characters_to_list(data, from) do
    case codepoints(data, from, :utf8) do
      {:ok, codepoints} -> codepoints
      {kind, codepoints, rest} -> {kind, codepoints, rest}
    end
  end

  def characters_to_binary(data), do: characters_to_binary(data, :utf8, :utf8)
  def characters_to_binary(data, from), do: characters_to_binary(data, from, :utf8)

  def characters_to_binary(data, from, to) do
    if is_binary(data) and utf8?(from) and utf8?(to) and String.valid?(data) do
      data
    else
      case codepoints(data, from, encoding(to, "3rd")) do
        {:ok, codepoints} -> encode(codepoints, to)
        {kind, codepoints, rest} -> {kind, encode(codepoints, to), rest}
      end
    end
  end

  # --- normal forms ---

  def characters_to_nfc_list(data), do: normal_list(data, :nfc)
  def characters_to_nfd_list(data), do: normal_list(data, :nfd)
  def characters_to_nfkc_list(data), do: normal_list(data, :nfkc)
  def characters_to_nfkd_list(data), do: normal_list(data, :nfkd)
  def characters_to_nfc_binary(data), do: normal(data, :nfc)
  def characters_to_nfd_binary(data), do: normal(data, :nfd)
  def characters_to_nfkc_binary(data), do: normal(data, :nfkc)
  def characters_to_nfkd_binary(data), do: normal(data, :nfkd)

  defp normal(data, form) do
    case characters_to_binary(data) do
      text when is_binary(text) -> String.normalize(text, form)
      {_kind, text, rest} -> {:error, String.normalize(text, form), rest}
    end
  end

  defp normal_list(data, form) do
    case normal(data, form) do
      text when is_binary(text) -> String.to_charlist(text)
      {:error, text, rest} -> {:error, String.to_charlist(text), rest}
    end
  end

  # --- byte order marks ---

  def bom_to_encoding(<<0xEF, 0xBB, 0xBF, _::binary>>), do: {:utf8, 3}
  def bom_to_encoding(<<0, 0, 0xFE, 0xFF, _::binary>>), do: {{:utf32, :big}, 4}
  def bom_to_encoding(<<0xFF, 0xFE, 0, 0, _::binary>>), do: {{:utf32, :little}, 4}
  def bom_to_encoding(<<0xFE, 0xFF, _::binary>>), do: {{:utf16, :big}, 2}
  def bom_to_encoding(<<0xFF, 0xFE, _::binary>>), do: {{:utf16, :little}, 2}
  def bom_to_encoding(binary) when is_binary(binary), do: {:latin1, 0}

  def encoding_to_bom(:latin1), do: ""

  def encoding_to_bom(encoding) do
    case encoding(encoding, "1st") do
      :latin1 -> ""
      known -> encode([0xFEFF], known)
    end
  end

  # --- one code point after the other ---

  defp codepoints(data, from, to) when is_binary(data) or is_list(data) do
    case read(data, encoding(from, "2nd"), Map.get(@largest, to, 0x10FFFF), []) do
      {:ok, read} -> {:ok, Enum.reverse(read)}
      {kind, read, rest} -> {kind, Enum.reverse(read), rest}
    end
  end

  defp codepoints(_data, _from, _to), do: no_characters()

  defp read([], _from, _most, read), do: {:ok, read}

  defp read([_ | tail], _from, _most, _read) when not is_list(tail) and not is_binary(tail),
    do: no_characters()

  defp read([head | tail], from, most, read) do
    case {read(head, from, most, read), tail} do
      {{:ok, read}, _} ->
        read(tail, from, most, read)

      # A character may begin in one binary and end in the next.
      {{:incomplete, read, rest}, [next | tail]} when is_binary(next) ->
        read([rest <> next | tail], from, most, read)

      {{:incomplete, _, _} = incomplete, []} ->
        incomplete

      {{_, read, rest}, _} ->
        {:error, read, [rest | tail]}
    end
  end

  defp read(codepoint, _from, most, read) when is_integer(codepoint) do
    if codepoint in 0..0xD7FF//1 or codepoint in 0xE000..0x10FFFF//1,
      do: within(codepoint, most, read),
      else: {:error, read, codepoint}
  end

  defp read(binary, from, most, read) when is_binary(binary) do
    case next(binary, from) do
      {codepoint, rest} when codepoint <= most -> read(rest, from, most, [codepoint | read])
      :none when binary == "" -> {:ok, read}
      :none -> {if(begun?(binary, from), do: :incomplete, else: :error), read, binary}
      {_, _} -> {:error, read, binary}
    end
  end

  defp read(_data, _from, _most, _read), do: no_characters()

  defp within(codepoint, most, read) when codepoint <= most, do: {:ok, [codepoint | read]}
  defp within(codepoint, _most, read), do: {:error, read, codepoint}

  defp next(<<codepoint::utf8, rest::binary>>, :utf8), do: {codepoint, rest}
  defp next(<<byte, rest::binary>>, :latin1), do: {byte, rest}
  defp next(<<codepoint::utf16-big, rest::binary>>, {:utf16, :big}), do: {codepoint, rest}
  defp next(<<codepoint::utf16-little, rest::binary>>, {:utf16, :little}), do: {codepoint, rest}
  defp next(<<codepoint::utf32-big, rest::binary>>, {:utf32, :big}), do: {codepoint, rest}
  defp next(<<codepoint::utf32-little, rest::binary>>, {:utf32, :little}), do: {codepoint, rest}
  defp next(_binary, _encoding), do: :none

  # Whether bytes that are no character are the beginning of one.
  defp begun?(<<lead, rest::binary>>, :utf8) do
    wanted =
      cond do
        lead in 0xC2..0xDF -> 1
        lead in 0xE0..0xEF -> 2
        lead in 0xF0..0xF4 -> 3
        true -> 0
      end

    byte_size(rest) < wanted and Enum.all?(:binary.bin_to_list(rest), &(&1 in 0x80..0xBF))
  end

  defp begun?(<<unit::16-big>>, {:utf16, :big}), do: unit in 0xD800..0xDBFF
  defp begun?(<<unit::16-little>>, {:utf16, :little}), do: unit in 0xD800..0xDBFF
  defp begun?(binary, {:utf16, _}), do: byte_size(binary) in [1, 3]

  defp begun?(<<first, rest::binary>>, {:utf32, :big}),
    do: first == 0 and byte_size(rest) < 3 and (rest == "" or :binary.first(rest) <= 0x10)

  defp begun?(binary, _encoding), do: byte_size(binary) < 4

  # --- encodings ---

  defp utf8?(encoding), do: encoding in [:utf8, :unicode]

  defp encoding(:unicode, _place), do: :utf8
  defp encoding(known, _place) when known in [:utf8, :latin1], do: known
  defp encoding(:utf16, _place), do: {:utf16, :big}
  defp encoding(:utf32, _place), do: {:utf32, :big}

  defp encoding({width, order}, _place)
       when width in [:utf16, :utf32] and order in [:big, :little],
       do: {width, order}

  defp encoding(_other, place), do: bad(place, "not a valid encoding")

  defp encode(codepoints, to) do
    case encoding(to, "3rd") do
      :utf8 -> List.to_string(codepoints)
      :latin1 -> :erlang.list_to_binary(codepoints)
      {:utf16, :big} -> for c <- codepoints, into: <<>>, do: <<c::utf16-big>>
      {:utf16, :little} -> for c <- codepoints, into: <<>>, do: <<c::utf16-little>>
      {:utf32, :big} -> for c <- codepoints, into: <<>>, do: <<c::utf32-big>>
      {:utf32, :little} -> for c <- codepoints, into: <<>>, do: <<c::utf32-little>>
    end
  end

  defp no_characters, do: bad("1st", "not valid character data (an iodata term)")

  defp bad(place, what) do
    raise ArgumentError,
          "errors were found at the given arguments:\n\n  * #{place} argument: #{what}\n"
  end
end
