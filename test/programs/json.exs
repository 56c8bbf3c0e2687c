# JSON: a decoder over binaries with positions in its errors, an encoder by protocol, pretty printing.
defmodule Json.DecodeError do
  defexception [:position, :found]

  @impl true
  def message(%{position: at, found: nil}), do: "unexpected end of input at position #{at}"

  def message(%{position: at, found: byte}),
    do:
      "unexpected byte #{inspect(<<byte>>)} (0x#{Integer.to_string(byte, 16)}) at position #{at}"
end

defprotocol Json.Encoder do
  @moduledoc "How a value becomes JSON."
  @fallback_to_any true
  @spec encode(t) :: iodata
  def encode(value)
end

defimpl Json.Encoder, for: Atom do
  def encode(nil), do: "null"
  def encode(true), do: "true"
  def encode(false), do: "false"
  def encode(atom), do: Json.Encoder.encode(Atom.to_string(atom))
end

defimpl Json.Encoder, for: [Integer, Float] do
  def encode(number), do: to_string(number)
end

defimpl Json.Encoder, for: BitString do
  def encode(text), do: [?", for(<<c::utf8 <- text>>, do: char(c)), ?"]

  for {c, e} <- [
        {?", ~S(\")},
        {?\\, ~S(\\)},
        {?\n, "\\n"},
        {?\r, "\\r"},
        {?\t, "\\t"},
        {?\b, "\\b"},
        {?\f, "\\f"}
      ] do
    defp char(unquote(c)), do: unquote(e)
  end

  defp char(c) when c < 0x20,
    do: "\\u" <> (c |> Integer.to_string(16) |> String.pad_leading(4, "0"))

  defp char(c), do: <<c::utf8>>
end

defimpl Json.Encoder, for: List do
  def encode([]), do: "[]"
  def encode([{k, _} | _] = keywords) when is_atom(k), do: Json.Encoder.encode(Map.new(keywords))
  def encode(list), do: [?[, list |> Enum.map(&@protocol.encode/1) |> Enum.intersperse(?,), ?]]
end

defimpl Json.Encoder, for: Map do
  def encode(map) do
    pairs =
      for {k, v} <- Enum.sort_by(map, fn {k, _} -> to_string(k) end),
          do: [Json.Encoder.encode(to_string(k)), ?:, Json.Encoder.encode(v)]

    [?{, Enum.intersperse(pairs, ?,), ?}]
  end
end

defimpl Json.Encoder, for: Any do
  defmacro __deriving__(module, _struct, opts) do
    only = opts[:only]

    quote do
      defimpl Json.Encoder, for: unquote(module) do
        def encode(struct), do: struct |> Map.take(unquote(only)) |> Json.Encoder.encode()
      end
    end
  end

  def encode(%module{} = struct) do
    struct |> Map.from_struct() |> Map.put(:"$type", inspect(module)) |> Json.Encoder.encode()
  end

  def encode(other),
    do:
      raise(Protocol.UndefinedError,
        protocol: @protocol,
        value: other,
        description: "no JSON for it"
      )
end

defmodule Json do
  alias Json.DecodeError

  def encode!(value), do: value |> Json.Encoder.encode() |> IO.iodata_to_binary()

  def decode(text, opts \\ []) do
    {:ok, decode!(text, opts)}
  rescue
    e in DecodeError -> {:error, Exception.message(e)}
  end

  def decode!(text, opts \\ []) when is_binary(text) do
    keys = Keyword.get(opts, :keys, :strings)
    {value, rest} = text |> space() |> value(%{size: byte_size(text), keys: keys})

    case space(rest) do
      "" -> value
      rest -> fail(rest, %{size: byte_size(text)})
    end
  end

  defp value("null" <> rest, _), do: {nil, rest}
  defp value("true" <> rest, _), do: {true, rest}
  defp value("false" <> rest, _), do: {false, rest}
  defp value("\"" <> rest, ctx), do: string(rest, ctx, [])
  defp value("[" <> rest, ctx), do: rest |> space() |> array(ctx, [])
  defp value("{" <> rest, ctx), do: rest |> space() |> object(ctx, %{})

  defp value(<<c, _::binary>> = text, ctx) when c in ?0..?9 or c == ?- do
    case Regex.run(~r/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/, text) do
      [whole, _] -> {String.to_integer(whole), skip(text, whole)}
      [whole, int, "" | exp] -> {float(int, "", exp, whole), skip(text, whole)}
      [whole, int, fraction | exp] -> {float(int, fraction, exp, whole), skip(text, whole)}
      nil -> fail(text, ctx)
    end
  end

  defp value(text, ctx), do: fail(text, ctx)

  defp float(_int, fraction, exp, whole) do
    text =
      if fraction == "", do: String.replace(whole, ~r/[eE]/, ".0e", global: false), else: whole

    _ = exp
    String.to_float(text)
  end

  defp skip(text, taken),
    do: binary_part(text, byte_size(taken), byte_size(text) - byte_size(taken))

  defp string("\"" <> rest, _ctx, acc), do: {acc |> Enum.reverse() |> IO.iodata_to_binary(), rest}

  defp string("\\u" <> <<hex::binary-size(4), rest::binary>>, ctx, acc) do
    case Integer.parse(hex, 16) do
      {high, ""} when high in 0xD800..0xDBFF -> pair(high, rest, ctx, acc)
      {c, ""} -> string(rest, ctx, [<<c::utf8>> | acc])
      _ -> fail(hex <> rest, ctx)
    end
  end

  for {e, c} <- [
        {?", "\""},
        {?\\, "\\"},
        {?/, "/"},
        {?n, "\n"},
        {?t, "\t"},
        {?r, "\r"},
        {?b, "\b"},
        {?f, "\f"}
      ] do
    defp string(<<?\\, unquote(e), rest::binary>>, ctx, acc),
      do: string(rest, ctx, [unquote(c) | acc])
  end

  defp string(<<c::utf8, rest::binary>>, ctx, acc) when c >= 0x20 and c != ?\\,
    do: string(rest, ctx, [<<c::utf8>> | acc])

  defp string(rest, ctx, _), do: fail(rest, ctx)

  defp pair(high, <<"\\u", hex::binary-size(4), rest::binary>>, ctx, acc) do
    low = String.to_integer(hex, 16)
    c = 0x10000 + Bitwise.bsl(high - 0xD800, 10) + (low - 0xDC00)
    string(rest, ctx, [<<c::utf8>> | acc])
  end

  defp array("]" <> rest, _ctx, acc), do: {Enum.reverse(acc), rest}

  defp array(text, ctx, acc) do
    {v, rest} = value(text, ctx)

    case space(rest) do
      "," <> rest -> rest |> space() |> array_item(ctx, [v | acc])
      "]" <> rest -> {Enum.reverse([v | acc]), rest}
      rest -> fail(rest, ctx)
    end
  end

  defp array_item("]" <> _ = text, ctx, _), do: fail(text, ctx)
  defp array_item(text, ctx, acc), do: array(text, ctx, acc)

  defp object("}" <> rest, _ctx, acc), do: {acc, rest}

  defp object("\"" <> text, ctx, acc) do
    with {key, rest} <- string(text, ctx, []),
         ":" <> rest <- space(rest),
         {v, rest} <- rest |> space() |> value(ctx) do
      acc = Map.put(acc, key(key, ctx.keys), v)

      case space(rest) do
        "," <> rest -> rest |> space() |> object(ctx, acc)
        "}" <> rest -> {acc, rest}
        rest -> fail(rest, ctx)
      end
    else
      rest -> fail(rest, ctx)
    end
  end

  defp object(text, ctx, _), do: fail(text, ctx)

  defp key(key, :strings), do: key
  defp key(key, :atoms), do: String.to_atom(key)
  defp key(key, fun) when is_function(fun, 1), do: fun.(key)

  defp space(<<c, rest::binary>>) when c in ~c" \n\r\t", do: space(rest)
  defp space(rest), do: rest

  defp fail(rest, %{size: size}) do
    found =
      case rest do
        <<b, _::binary>> -> b
        "" -> nil
      end

    raise DecodeError, position: size - byte_size(rest), found: found
  end
end

defmodule Point do
  defstruct [:x, :y]
end

defmodule User do
  @derive {Json.Encoder, only: [:name, :age]}
  defstruct [:name, :age, password: "secret"]
end

defmodule Main do
  def run do
    for text <- [
          ~s({"a": [1, 2.5, -3e2, 1E-3], "b": {"c": null, "d": true}, "e": "x\\ny\\u00e9\\ud83d\\ude00"}),
          "[]",
          "{}",
          " [ ] ",
          "[1,]",
          "{\"a\" 1}",
          "[1 2]",
          "",
          "nul",
          "\"abc",
          "[\"a\\qb\"]",
          "01",
          "-",
          "[1] x",
          "{\"a\":1,}",
          "\"\u0001\"",
          "1.5e10",
          "[[[[[]]]]]"
        ] do
      IO.puts("#{inspect(text, limit: 30)} -> #{inspect(Json.decode(text))}")
    end

    IO.inspect(Json.decode!(~s({"a": {"b": [1]}}), keys: :atoms))
    IO.inspect(Json.decode!(~s({"a": {"b": [1]}}), keys: &String.upcase/1))

    for value <- [
          nil,
          true,
          :atom,
          1,
          -2.5,
          1.0e20,
          "a\"b\\c\n\u0001é",
          [1, [2, []], %{}],
          %{b: 1, a: %{"c" => [nil]}},
          [k: 1, l: "x"],
          %Point{x: 1, y: 2},
          %User{name: "Ann", age: 3},
          1..3
        ] do
      IO.puts(Json.encode!(value))
    end

    round = %{
      "list" => Enum.to_list(1..5),
      "nested" => %{"deep" => [%{"x" => 1.25}]},
      "s" => "tab\tquote\""
    }

    IO.inspect(round == round |> Json.encode!() |> Json.decode!())

    try do
      Json.encode!(%{a: {1, 2}})
    rescue
      e in Protocol.UndefinedError -> IO.puts(Exception.message(e))
    end

    try do
      Json.encode!(self())
    rescue
      e -> IO.puts(Exception.message(e) |> String.replace(~r/#PID<[^>]*>/, "#PID<>"))
    end

    IO.inspect(Json.Encoder.impl_for(%Point{}))
    IO.inspect(Json.Encoder.impl_for(%User{}))
    IO.inspect(Json.Encoder.impl_for(1))
    IO.inspect(Protocol.assert_impl!(Json.Encoder, User))
  end
end

Main.run()
