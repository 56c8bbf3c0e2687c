# NimbleOptions.ValidationError - which option is wrong, where, and why.
defmodule NimbleOptions.ValidationError do
  defexception [:message, :key, :value, keys_path: []]

  def message(%{message: text, keys_path: []}), do: text
  def message(%{message: text, keys_path: path}), do: text <> " (in options #{inspect(path)})"
end
