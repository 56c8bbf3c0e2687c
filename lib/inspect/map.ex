# Inspect.Map - maps.
defmodule Inspect.Map do
  import Inspect.Algebra

  def inspect(%{__struct__: _} = struct, options), do: Inspect.Any.inspect(struct, options)
  def inspect(map, options), do: to_doc(map, options)

  def inspect(map, name, options) do
    pairs = Enum.map(map, fn {key, value} -> {key, value} end)
    container_doc("%#{name}{", pairs, "}", options, &Inspect.List.keyword/2, break: :strict)
  end
end
