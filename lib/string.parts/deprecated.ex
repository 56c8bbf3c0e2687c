# A part of String: what has another name by now, or a text where it took a code point.

@deprecated "Use String.pad_trailing/2 instead"
def ljust(string, count), do: pad_trailing(string, count)

@deprecated "Use String.pad_trailing/3 with a binary padding instead"
def ljust(string, count, char), do: pad_trailing(string, count, <<char::utf8>>)

@deprecated "Use String.pad_leading/2 instead"
def rjust(string, count), do: pad_leading(string, count)

@deprecated "Use String.pad_leading/3 with a binary padding instead"
def rjust(string, count, char), do: pad_leading(string, count, <<char::utf8>>)

@deprecated "Use String.trim_leading/1 instead"
def lstrip(string), do: trim_leading(string)

@deprecated "Use String.trim_leading/2 with a binary as second argument instead"
def lstrip(string, char), do: trim_leading(string, <<char::utf8>>)

@deprecated "Use String.trim_trailing/1 instead"
def rstrip(string), do: trim_trailing(string)

@deprecated "Use String.trim_trailing/2 with a binary as second argument instead"
def rstrip(string, char), do: trim_trailing(string, <<char::utf8>>)

@deprecated "Use String.trim/1 instead"
def strip(string), do: trim(string)

@deprecated "Use String.trim/2 with a binary second argument instead"
def strip(string, char), do: trim(string, <<char::utf8>>)

@deprecated "Use String.to_charlist/1 instead"
def to_char_list(string), do: to_charlist(string)

@deprecated "Use String.valid?/1 instead"
def valid_character?(<<_::utf8>> = string), do: valid?(string)
def valid_character?(_), do: false

@deprecated "Use String.next_grapheme/1 instead"
def next_grapheme_size(string) do
  with {grapheme, rest} <- next_grapheme(string), do: {byte_size(grapheme), rest}
end
