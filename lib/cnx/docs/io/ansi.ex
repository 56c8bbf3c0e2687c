# Cnx.Docs.IO.ANSI - what h says about IO.ANSI: each escape is named after what it does.
defmodule Cnx.Docs.IO.ANSI do
  @named [
    color: "color(code): One of 256 colours.",
    color: "color(r, g, b): A colour of three parts from 0 to 5.",
    color_background: "color_background(code): One of 256 colours behind the text.",
    color_background: "color_background(r, g, b): The same of three parts.",
    cursor: "cursor(line, column): Moves the cursor there.",
    cursor_up: "cursor_up(lines \\\\ 1): Moves the cursor up.",
    cursor_down: "cursor_down(lines \\\\ 1): Moves the cursor down.",
    cursor_left: "cursor_left(columns \\\\ 1): Moves the cursor to the left.",
    cursor_right: "cursor_right(columns \\\\ 1): Moves the cursor to the right.",
    enabled?: "enabled?(): Whether output goes to a terminal with colours.",
    format:
      "format(parts, coloured \\\\ enabled?()): Texts, with the escapes that atoms among them name.",
    format_fragment:
      "format_fragment(parts, coloured \\\\ enabled?()): The same without a reset at the end.",
    syntax_colors: "syntax_colors(): The colours of inspected terms."
  ]

  def text do
    plain =
      for {name, 0} <- IO.ANSI.__info__(:functions), not Keyword.has_key?(@named, name) do
        "- #{name}(): The escape for #{name |> Atom.to_string() |> String.replace("_", " ")}.\n"
      end

    "Escape sequences that colour a terminal's text.\n\n#{plain}" <>
      Enum.map_join(@named, fn {_, line} -> "- #{line}\n" end)
  end
end
