# Inspect.List - lists, and the pairs of keyword lists.
defmodule Inspect.List do
  import Inspect.Algebra

  def inspect(list, options), do: to_doc(list, options)

  @doc "Whether the list is shown as key: value."
  def keyword?([{key, _value} | rest]) when is_atom(key),
    do: not match?("Elixir." <> _, Atom.to_string(key)) and keyword?(rest)

  def keyword?([]), do: true
  def keyword?(_other), do: false

  def keyword({key, value}, options) do
    text = Kernel.inspect([{key, 0}])
    key = binary_part(text, 1, byte_size(text) - 4)
    concat([color(key, :atom, options), " ", to_doc(value, options)])
  end
end
