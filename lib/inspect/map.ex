# Inspect.Map - maps.
defmodule Inspect.Map do
  import Inspect.Algebra

  # What is in a struct is shown as it is elsewhere.
  def inspect(%{__struct__: _} = struct, options), do: inspect(struct, "", options)
  def inspect(map, options), do: to_doc(map, options)

  def inspect(map, name, options) do
    pairs = :maps.to_list(map)
    show = if Inspect.List.keyword?(pairs), do: &Inspect.List.keyword/2, else: &pair/2
    open = color("%#{name}{", :map, options)
    separator = color(",", :map, options)
    layout = [break: :strict, separator: separator]
    container_doc(open, pairs, color("}", :map, options), options, show, layout)
  end

  @doc "The fields that `infos` name, after the name."
  def inspect(map, name, infos, options),
    do: inspect(Map.take(map, Enum.map(infos, & &1.field)), name, options)

  defp pair({key, value}, options),
    do: concat([to_doc(key, options), " => ", to_doc(value, options)])
end
