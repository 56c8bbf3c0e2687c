# Cnx.Docs.Regex - what h says about Regex.
defmodule Cnx.Docs.Regex do
  def text,
    do: ~S"""
    Regular expressions, of PCRE's kind; ~r/.../ writes them. Modifiers: i, m, s, x, u, U, f.

    - compile(source, opts \\ ""): {:ok, regex} or {:error, reason}.
    - compile!(source, opts \\ ""): The regular expression of a text.
    - escape(string): The text so that it matches itself.
    - match?(regex, string): Whether it matches somewhere.
    - named_captures(regex, string, options \\ []): The named groups of the first match as a map.
    - names(regex): The names of the groups.
    - opts(regex): The modifiers.
    - recompile(regex): The regular expression made again.
    - regex?(term): Whether the value is a regular expression; deprecated.
    - recompile!(regex): The regular expression made again.
    - replace(regex, string, replacement, options \\ []): The text with matches replaced; \\1 stands for a group, or a function is called with them.
    - run(regex, string, options \\ []): The first match and its groups, or nil.
    - scan(regex, string, options \\ []): All matches and their groups.
    - source(regex): The text of it.
    - split(regex, string, options \\ []): The parts between matches.
    - version(): The version of the library behind it.
    - re_pattern(regex): The compiled pattern.
    """
end
