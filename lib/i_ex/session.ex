# IEx.Session - the values that a prompt gave, and how they are printed.
defmodule IEx.Session do
  @colours IO.ANSI.syntax_colors()

  @doc "Remembers the value of an input; gives its text with a newline, or nothing when it is not to be shown."
  def shown(number, value) do
    :persistent_term.put(:iex_started, true)
    history = :persistent_term.get(:iex_history, %{}) |> Map.put(number, value)
    :persistent_term.put(:iex_history, kept(history, IEx.setting(:history_size, 20), number))

    if value == IEx.dont_display_result(), do: "", else: inspect(value, options()) <> "\n"
  end

  defp kept(history, size, _last) when size < 0, do: history
  defp kept(history, size, last), do: Map.filter(history, fn {n, _} -> n > last - size end)

  @doc "What stands in front of a line: of an input, or of what goes on."
  def prompt(number, continues) do
    default = IEx.setting(:default_prompt, "%prefix(%counter)>")
    text = if continues, do: IEx.setting(:continuation_prompt, default), else: default

    text
    |> IO.chardata_to_string()
    |> String.replace("%prefix", if(continues, do: "...", else: "iex"))
    |> String.replace("%counter", Integer.to_string(number))
    |> Kernel.<>(" ")
  end

  defp options do
    colours = if IEx.colors?(), do: [syntax_colors: @colours], else: []
    [pretty: true, width: IEx.width()] ++ colours ++ :persistent_term.get(:iex_inspect, [])
  end

  @doc "The value of the input with this number; negative numbers count back from the last."
  def value(number) do
    history = :persistent_term.get(:iex_history, %{})
    last = history |> Map.keys() |> Enum.max(fn -> 0 end)
    number = if number < 0, do: last + 1 + number, else: number

    case history do
      %{^number => value} -> value
      _ -> raise "v(#{number}) is out of bounds"
    end
  end
end
