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
  def home, do: "\e[H"
  def clear, do: "\e[2J"
  def clear_line, do: "\e[2K"
  def red_background, do: "\e[41m"
  def color_background(n) when n in 0..255, do: "\e[48;5;#{n}m"
  def color(n) when n in 0..255, do: "\e[38;5;#{n}m"
  def cursor_up(lines \\ 1), do: "\e[#{lines}A"
  def cursor_down(lines \\ 1), do: "\e[#{lines}B"

  # Text with atoms that name sequences: [:red, "text"].
  def format(chardata, emit \\ enabled?()) do
    text = parts(chardata, emit)
    if emit, do: [text | reset()], else: text
  end

  defp parts(list, emit) when is_list(list), do: Enum.map(list, &parts(&1, emit))
  defp parts(name, emit) when is_atom(name), do: if(emit, do: apply(IO.ANSI, name, []), else: [])
  defp parts(other, _emit), do: other
end
