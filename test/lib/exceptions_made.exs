# What raise makes an exception of.
defmodule Coded do
  defexception [:code]
  def message(e), do: "code #{inspect(e.code)}"
end

raise Coded, code: 1 # error: (Coded) code 1
try do raise Coded, "text" rescue e -> e.__struct__ end # => FunctionClauseError
:erlang.error(1..2) # error: (ErlangError) Erlang error: 1..2
Exception.format_banner(:error, MapSet.new()) # => "** (ErlangError) Erlang error: MapSet.new([])"
try do :erlang.error(%{a: 1}) rescue e -> e.original end # => %{a: 1}
String.to_charlist("a" <> <<0xC3>>) # error: (UnicodeConversionError) incomplete encoding starting at <<195>>
String.to_charlist(<<0xE2, 0x82>>) # error: (UnicodeConversionError) incomplete encoding starting at <<226, 130>>
String.to_charlist(<<0xC3, ?a>>) # error: (UnicodeConversionError) invalid encoding starting at <<195, 97>>
String.to_charlist(<<0xFF>>) # error: (UnicodeConversionError) invalid encoding starting at <<255>>
