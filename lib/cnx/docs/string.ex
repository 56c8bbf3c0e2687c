# Cnx.Docs.String - what h says about String.
defmodule Cnx.Docs.String do
  def text,
    do: ~S"""
    Text in UTF-8. Positions and lengths count graphemes, what a reader takes for one character.

    - at(string, position): The grapheme at a position; negative ones count from the end.
    - bag_distance(left, right): How similar two strings are, from 0.0 to 1.0, by the graphemes they share.
    - byte_slice(string, start_bytes, size_bytes): A part by bytes, without broken characters at its ends.
    - capitalize(string, mode \\ :default): The first character as a capital, the others small.
    - chunk(string, trait): Parts that are :valid or :printable and parts that are not.
    - codepoints(string): The code points as strings.
    - contains?(string, contents): Whether one of the texts is in the string.
    - downcase(string, mode \\ :default): All letters small.
    - duplicate(subject, n): The string n times.
    - ends_with?(string, suffix): Whether the string ends with one of the suffixes.
    - equivalent?(left, right): Whether two strings look the same, however their characters are composed.
    - first(string): The first grapheme, or nil.
    - graphemes(string): The graphemes as a list.
    - jaro_distance(left, right): How similar two strings are, from 0.0 to 1.0.
    - last(string): The last grapheme, or nil.
    - length(string): How many graphemes there are.
    - match?(string, regex): Whether the regular expression matches.
    - myers_difference(left, right): The steps from one string to the other: [eq: ..., del: ..., ins: ...].
    - next_codepoint(string): {the first code point, the rest}, or nil.
    - next_grapheme(string): {the first grapheme, the rest}, or nil.
    - normalize(string, form): In the Unicode form :nfc, :nfd, :nfkc or :nfkd.
    - pad_leading(string, count, padding \\ [" "]): At least so long, filled in front.
    - pad_trailing(string, count, padding \\ [" "]): At least so long, filled behind.
    - printable?(string, limit \\ :infinity): Whether all characters can be printed.
    - replace(subject, pattern, replacement, options \\ []): Every match replaced; `global: false` only the first.
    - replace_invalid(bytes, replacement \\ "\uFFFD"): With another text for what is no UTF-8.
    - replace_leading(string, match, replacement): Repeated matches at the start replaced.
    - replace_prefix(string, match, replacement): One match at the start replaced.
    - replace_suffix(string, match, replacement): One match at the end replaced.
    - replace_trailing(string, match, replacement): Repeated matches at the end replaced.
    - reverse(string): The graphemes from the last to the first.
    - slice(string, range): The graphemes at the positions of a range.
    - slice(string, start, length): So many graphemes from a position on.
    - split(binary): The words between white space.
    - split(string, pattern, options \\ []): The parts between matches. Options: `:parts`, `:trim`, and for regular expressions `:include_captures`.
    - split_at(string, position): {what is in front of a position, the rest}.
    - splitter(string, pattern, options \\ []): The parts lazily.
    - starts_with?(string, prefix): Whether the string begins with one of the prefixes.
    - to_atom(string): The atom of that name.
    - to_charlist(string): The code points as integers.
    - to_existing_atom(string): The same for an atom that exists.
    - to_float(string): The float that the string spells.
    - to_integer(string): The integer that the string spells.
    - to_integer(string, base): The same in a base.
    - trim(string): Without white space at both ends.
    - trim(string, to_trim): Without this text at both ends.
    - trim_leading(string): Without white space at the start.
    - trim_leading(string, to_trim): Without this text at the start.
    - trim_trailing(string): Without white space at the end.
    - trim_trailing(string, to_trim): Without this text at the end.
    - upcase(string, mode \\ :default): All letters as capitals.
    - valid?(string, algorithm \\ :default): Whether the bytes are UTF-8.
    """
end
