# Base - binaries as text in 16 and 64 characters.
defmodule Base do
  @upper16 "0123456789ABCDEF"
  @lower16 "0123456789abcdef"
  @letters64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  @url64 @letters64 <> "-_"
  @plain64 @letters64 <> "+/"
  @upper32 "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
  @lower32 "abcdefghijklmnopqrstuvwxyz234567"
  @hex_upper32 "0123456789ABCDEFGHIJKLMNOPQRSTUV"
  @hex_lower32 "0123456789abcdefghijklmnopqrstuv"

  # --- 16 ---

  def encode16(data, options \\ []) when is_binary(data),
    do: Cnx.Base.encode(data, cased(options, @upper16, @lower16))

  def decode16(string, options \\ []), do: checked(fn -> decode16!(string, options) end)

  def decode16!(string, options \\ []) when is_binary(string) do
    if rem(byte_size(string), 2) == 1 do
      raise ArgumentError,
            "string given to decode has wrong length. An even number of bytes was expected, got: " <>
              "#{byte_size(string)}. Double check your string for unwanted characters or pad it accordingly"
    end

    values(string, cased(options, @upper16, @lower16), 16)
  end

  # The alphabet, or both where either case may be read.
  defp cased(options, upper, lower),
    do: alphabet(Keyword.get(options, :case, :upper), upper, lower)

  defp alphabet(:upper, upper, _lower), do: upper
  defp alphabet(:lower, _upper, lower), do: lower
  defp alphabet(:mixed, upper, lower), do: upper <> lower

  defp values(string, alphabet, count) do
    case Cnx.Base.decode(string, alphabet, count) do
      data when is_binary(data) ->
        data

      char ->
        raise ArgumentError,
              "non-alphabet character found: #{inspect(<<char>>, binaries: :as_strings)} (byte #{char})"
    end
  end

  defp checked(fun) do
    {:ok, fun.()}
  rescue
    ArgumentError -> :error
  end

  # The text with as many = as make groups of `whole` characters.
  defp padded(text, whole, options) do
    if Keyword.get(options, :padding, true),
      do: text <> :binary.copy("=", rem(whole - rem(byte_size(text), whole), whole)),
      else: text
  end

  # --- 64: the last two characters differ for URLs ---

  def encode64(data, options \\ []) when is_binary(data),
    do: data |> Cnx.Base.encode(@plain64) |> padded(4, options)

  def url_encode64(data, options \\ []) when is_binary(data),
    do: data |> Cnx.Base.encode(@url64) |> padded(4, options)

  def decode64(string, options \\ []), do: checked(fn -> decode64!(string, options) end)
  def decode64!(string, options \\ []), do: decode(string, @plain64, options)
  def url_decode64(string, options \\ []), do: checked(fn -> url_decode64!(string, options) end)
  def url_decode64!(string, options \\ []), do: decode(string, @url64, options)

  defp decode(string, alphabet, options) when is_binary(string) do
    string =
      if Keyword.get(options, :ignore) == :whitespace,
        do: String.replace(string, [" ", "\t", "\r", "\n"], ""),
        else: string

    # Characters are looked at before the padding, but for those of the last eight.
    front = max(0, div(byte_size(string) - 1, 8) * 8)
    <<first::binary-size(front), last::binary>> = string
    data = values(first, alphabet, 64)
    body = last |> String.replace_suffix("=", "") |> String.replace_suffix("=", "")
    whole? = not Keyword.get(options, :padding, true) or rem(byte_size(last), 4) == 0
    unless whole? and rem(byte_size(body), 4) != 1, do: raise(ArgumentError, "incorrect padding")
    data <> values(body, alphabet, 64)
  end

  # --- base 32: five bits a letter ---

  def encode32(data, options \\ []) when is_binary(data),
    do: data |> Cnx.Base.encode(cased(options, @upper32, @lower32)) |> padded(8, options)

  def hex_encode32(data, options \\ []) when is_binary(data),
    do: data |> Cnx.Base.encode(cased(options, @hex_upper32, @hex_lower32)) |> padded(8, options)

  def decode32(string, options \\ []), do: checked(fn -> decode32!(string, options) end)
  def hex_decode32(string, options \\ []), do: checked(fn -> hex_decode32!(string, options) end)

  def decode32!(string, options \\ []),
    do: fives(string, cased(options, @upper32, @lower32), options)

  def hex_decode32!(string, options \\ []),
    do: fives(string, cased(options, @hex_upper32, @hex_lower32), options)

  defp fives(string, alphabet, options) when is_binary(string) do
    padding? = Keyword.get(options, :padding, true)
    whole? = rem(byte_size(string), 8) == 0
    body = if padding? or whole?, do: String.trim_trailing(string, "="), else: string

    if (padding? and not whole?) or rem(byte_size(body), 8) in [1, 3, 6],
      do: raise(ArgumentError, "incorrect padding")

    values(body, alphabet, 32)
  end
end
