# Cnx.Terminal - what may be shown where output goes. `device` is :stdio or :stderr.
#
# terminal?/1 and columns/1 (nil when unknown) are native.
defmodule Cnx.Terminal do
  @codes %{bold: "1", faint: "2", red: "31", green: "32", yellow: "33", cyan: "36"}

  # Colours are for terminals whose user did not turn them off.
  def colours?(device \\ :stdio) do
    Cnx.Terminal.terminal?(device) and System.get_env("NO_COLOR", "") == "" and
      System.get_env("TERM") != "dumb"
  end

  # Whether characters outside ASCII can be expected to show.
  def unicode?(device \\ :stdio) do
    locale =
      ["LC_ALL", "LC_CTYPE", "LANG"]
      |> Enum.map(&System.get_env(&1, ""))
      |> Enum.find("", &(&1 != ""))
      |> String.downcase()

    Cnx.Terminal.terminal?(device) and String.contains?(locale, ["utf-8", "utf8"])
  end

  # The text in a style, where colours may be used.
  def style(text, style, device \\ :stdio) do
    if colours?(device), do: paint(text, style), else: text
  end

  def paint(text, style), do: "\e[#{Map.fetch!(@codes, style)}m#{text}\e[0m"
end
