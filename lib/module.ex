# Module - names of modules, put together and taken apart.
defmodule Module do
  def concat(names) when is_list(names),
    do: names |> Enum.map_join(".", &plain/1) |> then(&String.to_atom("Elixir." <> &1))

  def concat(left, right), do: concat([left, right])

  defp plain(name) do
    case to_string(name) do
      "Elixir." <> rest -> rest
      rest -> String.trim_leading(rest, ".")
    end
  end

  def split(module) do
    case to_string(module) do
      "Elixir." <> name -> String.split(name, ".")
      _ -> raise ArgumentError, "expected an Elixir module, got: #{inspect(module)}"
    end
  end
end
