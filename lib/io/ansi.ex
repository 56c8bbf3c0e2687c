# IO.ANSI - escape sequences that colour a terminal's text.
defmodule IO.ANSI do
  # Where output goes to a terminal whose user did not turn colours off.
  def enabled?, do: Cnx.Terminal.colours?()
  def reset, do: "\e[0m"
  def bright, do: "\e[1m"
  def faint, do: "\e[2m"
  def italic, do: "\e[3m"
  def underline, do: "\e[4m"
  def reverse, do: "\e[7m"
  def normal, do: "\e[22m"
  def black, do: "\e[30m"
  def red, do: "\e[31m"
  def green, do: "\e[32m"
  def yellow, do: "\e[33m"
  def blue, do: "\e[34m"
  def magenta, do: "\e[35m"
  def cyan, do: "\e[36m"
  def white, do: "\e[37m"
  def default_color, do: "\e[39m"
  def light_black, do: "\e[90m"
  def light_red, do: "\e[91m"
  def light_green, do: "\e[92m"
  def light_yellow, do: "\e[93m"
  def light_blue, do: "\e[94m"
  def light_magenta, do: "\e[95m"
  def light_cyan, do: "\e[96m"
  def light_white, do: "\e[97m"

  for font <- 1..9, do: def(unquote(:"font_#{font}")(), do: unquote("\e[#{10 + font}m"))

  for {name, code} <- [
        primary_font: 10,
        blink_slow: 5,
        blink_rapid: 6,
        inverse: 7,
        conceal: 8,
        crossed_out: 9,
        not_italic: 23,
        no_underline: 24,
        blink_off: 25,
        inverse_off: 27,
        reverse_off: 27,
        default_background: 49,
        framed: 51,
        encircled: 52,
        overlined: 53,
        not_framed_encircled: 54,
        not_overlined: 55
      ] do
    def unquote(name)(), do: unquote("\e[#{code}m")
  end

  for {name, index} <-
        Enum.with_index([:black, :red, :green, :yellow, :blue, :magenta, :cyan, :white]) do
    def unquote(:"#{name}_background")(), do: unquote("\e[#{40 + index}m")
    def unquote(:"light_#{name}_background")(), do: unquote("\e[#{100 + index}m")
  end

  def color_background(n) when n in 0..255, do: "\e[48;5;#{n}m"

  def color(r, g, b) when r in 0..5 and g in 0..5 and b in 0..5,
    do: color(16 + 36 * r + 6 * g + b)

  def color_background(r, g, b) when r in 0..5 and g in 0..5 and b in 0..5,
    do: color_background(16 + 36 * r + 6 * g + b)

  def cursor(line, column)
      when is_integer(line) and line >= 0 and is_integer(column) and column >= 0,
      do: "\e[#{line};#{column}H"

  for {name, letter} <- [right: "C", left: "D", up: "A", down: "B"] do
    def unquote(:"cursor_#{name}")(count \\ 1) when is_integer(count) and count >= 1,
      do: "\e[#{count}" <> unquote(letter)
  end

  def home, do: "\e[H"
  def clear, do: "\e[2J"
  def clear_line, do: "\e[2K"
  def color(n) when n in 0..255, do: "\e[38;5;#{n}m"

  # Text with atoms that name sequences: [:red, "text"].
  def format(chardata, emit \\ enabled?()) when is_boolean(emit) do
    text = parts(chardata, [], [], emit)
    if emit and sequences?(chardata), do: [text | reset()], else: text
  end

  def syntax_colors do
    [
      atom: :cyan,
      boolean: :magenta,
      charlist: :yellow,
      nil: :magenta,
      number: :yellow,
      string: :green,
      variable: :light_cyan
    ]
  end

  @doc "As format/2, without putting everything back at the end."
  def format_fragment(chardata, emit \\ enabled?()) when is_boolean(emit),
    do: parts(chardata, [], [], emit)

  # What was made so far stands on the left of what follows.
  defp parts([part | rest], left, made, emit), do: parts(part, [rest | left], made, emit)

  defp parts(name, left, made, true) when is_atom(name),
    do: next(left, [made | sequence(name)], true)

  defp parts(name, left, made, false) when is_atom(name), do: next(left, made, false)
  defp parts([], left, made, emit), do: next(left, made, emit)
  defp parts(text, left, made, emit), do: next(left, [made, text], emit)

  defp next([part | left], made, emit), do: parts(part, left, made, emit)
  defp next([], made, _emit), do: made

  defp sequences?([part | rest]), do: sequences?(part) or sequences?(rest)
  defp sequences?(part), do: is_atom(part)

  defp sequence(name) do
    if function_exported?(IO.ANSI, name, 0),
      do: apply(IO.ANSI, name, []),
      else: raise(ArgumentError, "invalid ANSI sequence specification: #{inspect(name)}")
  end
end
