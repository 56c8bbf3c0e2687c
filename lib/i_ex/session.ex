# IEx.Session - the values that a prompt gave, and how they are printed.
defmodule IEx.Session do
  @kept 20
  @colours IO.ANSI.syntax_colors()

  @doc "Remembers the value of an input; gives its text with a newline, or nothing when it is not to be shown."
  def shown(number, value) do
    :persistent_term.put(:iex_started, true)
    history = :persistent_term.get(:iex_history, %{})

    :persistent_term.put(
      :iex_history,
      history |> Map.delete(number - @kept) |> Map.put(number, value)
    )

    if value == IEx.dont_display_result(), do: "", else: inspect(value, options()) <> "\n"
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
