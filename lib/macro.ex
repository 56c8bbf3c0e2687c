# Macro - names as modules and as files spell them.
defmodule Macro do
  def camelize(string) when is_binary(string) do
    string
    |> String.split("/")
    |> Enum.map_join(".", fn part -> part |> String.split("_") |> Enum.map_join(&upper_first/1) end)
  end

  defp upper_first(""), do: ""
  defp upper_first(<<first::utf8, rest::binary>>), do: String.upcase(<<first::utf8>>) <> rest

  def underscore(atom) when is_atom(atom) do
    case to_string(atom) do
      "Elixir." <> name -> underscore(name)
      name -> underscore(name)
    end
  end

  def underscore(string) when is_binary(string),
    do: string |> String.split(".") |> Enum.map_join("/", &words(&1, "", ""))

  # A capital starts a word after a small letter, or before one.
  defp words("", _before, acc), do: acc

  defp words(<<char::utf8, rest::binary>>, before, acc) do
    letter = <<char::utf8>>
    starts = capital?(letter) and before != "" and (not capital?(before) or small_first?(rest))
    gap = if starts and before != "_", do: "_", else: ""
    words(rest, letter, acc <> gap <> String.downcase(letter))
  end

  defp capital?(letter), do: String.downcase(letter) != letter
  defp small_first?(""), do: false
  defp small_first?(<<char::utf8, _::binary>>), do: String.upcase(<<char::utf8>>) != <<char::utf8>>
end
