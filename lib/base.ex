# Base - binaries as text in 16 and 64 characters.
defmodule Base do
  # --- 16 ---

  def encode16(data, options \\ []) when is_binary(data) do
    a = if Keyword.get(options, :case, :upper) == :lower, do: ?a, else: ?A
    for <<nibble::4 <- data>>, into: "", do: <<digit16(nibble, a)>>
  end

  defp digit16(n, _a) when n < 10, do: ?0 + n
  defp digit16(n, a), do: a + n - 10

  def decode16(string, options \\ []) do
    {:ok, decode16!(string, options)}
  rescue
    ArgumentError -> :error
  end

  def decode16!(string, options \\ []) when is_binary(string) do
    mode = Keyword.get(options, :case, :upper)

    if rem(byte_size(string), 2) == 1 do
      raise ArgumentError,
            "string given to decode has wrong length. An even number of bytes was expected, got: " <>
              "#{byte_size(string)}. Double check your string for unwanted characters or pad it accordingly"
    end

    for <<char <- string>>, into: "", do: <<value16(char, mode)::4>>
  end

  defp value16(char, _mode) when char in ?0..?9, do: char - ?0
  defp value16(char, mode) when char in ?A..?F and mode != :lower, do: char - ?A + 10
  defp value16(char, mode) when char in ?a..?f and mode != :upper, do: char - ?a + 10
  defp value16(char, _mode), do: bad(char)

  defp bad(char) do
    raise ArgumentError,
          "non-alphabet character found: #{inspect(<<char>>, binaries: :as_strings)} (byte #{char})"
  end

  # --- 64: the last two characters differ for URLs ---

  def encode64(data, options \\ []),
    do: encode(data, ?+, ?/, Keyword.get(options, :padding, true))

  def url_encode64(data, options \\ []),
    do: encode(data, ?-, ?_, Keyword.get(options, :padding, true))

  defp encode(data, plus, slash, padding) when is_binary(data) do
    missing = rem(3 - rem(byte_size(data), 3), 3)
    filled = data <> :binary.copy(<<0>>, missing)
    text = for <<n::6 <- filled>>, into: "", do: <<digit64(n, plus, slash)>>
    text = binary_part(text, 0, byte_size(text) - missing)
    if padding, do: text <> :binary.copy("=", missing), else: text
  end

  defp digit64(n, _, _) when n < 26, do: ?A + n
  defp digit64(n, _, _) when n < 52, do: ?a + n - 26
  defp digit64(n, _, _) when n < 62, do: ?0 + n - 52
  defp digit64(62, plus, _), do: plus
  defp digit64(63, _, slash), do: slash

  def decode64(string, options \\ []) do
    {:ok, decode64!(string, options)}
  rescue
    ArgumentError -> :error
  end

  def decode64!(string, options \\ []), do: decode(string, ?+, ?/, options)

  def url_decode64(string, options \\ []) do
    {:ok, url_decode64!(string, options)}
  rescue
    ArgumentError -> :error
  end

  def url_decode64!(string, options \\ []), do: decode(string, ?-, ?_, options)

  defp decode(string, plus, slash, options) when is_binary(string) do
    string =
      if Keyword.get(options, :ignore) == :whitespace,
        do: String.replace(string, [" ", "\t", "\r", "\n"], ""),
        else: string

    # Characters are looked at before the padding, but for those of the last eight.
    front = max(0, div(byte_size(string) - 1, 8) * 8)
    <<first::binary-size(front), last::binary>> = string
    bits = bits64(first, plus, slash)
    body = last |> String.replace_suffix("=", "") |> String.replace_suffix("=", "")
    whole? = not Keyword.get(options, :padding, true) or rem(byte_size(last), 4) == 0
    unless whole? and rem(byte_size(body), 4) != 1, do: raise(ArgumentError, "incorrect padding")
    bits = <<bits::bitstring, bits64(body, plus, slash)::bitstring>>
    size = div(bit_size(bits), 8)
    <<data::binary-size(size), _::bitstring>> = bits
    data
  end

  defp bits64(text, plus, slash),
    do: for(<<char <- text>>, into: <<>>, do: <<value64(char, plus, slash)::6>>)

  defp value64(char, _, _) when char in ?A..?Z, do: char - ?A
  defp value64(char, _, _) when char in ?a..?z, do: char - ?a + 26
  defp value64(char, _, _) when char in ?0..?9, do: char - ?0 + 52
  defp value64(plus, plus, _), do: 62
  defp value64(slash, _, slash), do: 63
  defp value64(char, _, _), do: bad(char)

  # --- base 32: five bits a letter ---

  def encode32(data, options \\ []),
    do: letters32(data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", options)

  def hex_encode32(data, options \\ []),
    do: letters32(data, "0123456789ABCDEFGHIJKLMNOPQRSTUV", options)

  defp letters32(data, alphabet, options) when is_binary(data) do
    missing = rem(5 - rem(bit_size(data), 5), 5)

    text =
      for <<(five::5 <- <<data::binary, 0::size(missing)>>)>>,
        into: "",
        do: <<:binary.at(alphabet, five)>>

    text = if Keyword.get(options, :case, :upper) == :lower, do: String.downcase(text), else: text

    pad =
      if Keyword.get(options, :padding, true), do: rem(8 - rem(byte_size(text), 8), 8), else: 0

    text <> String.duplicate("=", pad)
  end

  def decode32(string, options \\ []), do: checked(fn -> decode32!(string, options) end)
  def hex_decode32(string, options \\ []), do: checked(fn -> hex_decode32!(string, options) end)
  def decode32!(string, options \\ []), do: fives(string, &value32/1, options)
  def hex_decode32!(string, options \\ []), do: fives(string, &hex_value32/1, options)

  defp checked(fun) do
    {:ok, fun.()}
  rescue
    ArgumentError -> :error
  end

  defp fives(string, value, options) when is_binary(string) do
    padded = Keyword.get(options, :padding, true) or rem(byte_size(string), 8) == 0
    body = if padded, do: String.trim_trailing(string, "="), else: string

    if Keyword.get(options, :padding, true) and rem(byte_size(string), 8) != 0,
      do: raise(ArgumentError, "incorrect padding")

    if rem(byte_size(body), 8) in [1, 3, 6], do: raise(ArgumentError, "incorrect padding")

    bits =
      for <<char <- body>>,
        into: <<>>,
        do: <<value.(cased(char, Keyword.get(options, :case, :upper)))::5>>

    size = div(bit_size(bits), 8)
    <<data::binary-size(size), _::bitstring>> = bits
    data
  end

  defp cased(char, :upper) when char in ?a..?z, do: bad(char)
  defp cased(char, :lower) when char in ?A..?Z, do: bad(char)
  defp cased(char, _) when char in ?a..?z, do: char - 32
  defp cased(char, _), do: char
  defp value32(char) when char in ?A..?Z, do: char - ?A
  defp value32(char) when char in ?2..?7, do: char - ?2 + 26
  defp value32(char), do: bad(char)
  defp hex_value32(char) when char in ?0..?9, do: char - ?0
  defp hex_value32(char) when char in ?A..?V, do: char - ?A + 10
  defp hex_value32(char), do: bad(char)
end
