# Nx.Defn.Recompilation - says so when a definition is compiled again and again: usually because a
# shape changes from call to call, or a number that should be a tensor is part of what is compiled.
defmodule Nx.Defn.Recompilation do
  @often 32

  # A function is about to be compiled for arguments with these templates.
  def note(fun, templates) do
    all = Process.get(__MODULE__, %{})
    {count, last} = Map.get(all, fun, {0, nil})
    if count + 1 == @often, do: IO.puts(:stderr, message(fun, last, templates))
    Process.put(__MODULE__, Map.put(all, fun, {count + 1, templates}))
  end

  defp message(fun, last, templates) do
    "warning: #{name(fun)} was compiled #{@often} times, once for each kind of arguments; " <>
      difference(last, templates, 1)
  end

  # Of a definition: the name that it was given.
  defp name(fun) do
    info = Function.info(fun)

    case Regex.run(~r/^__defn:(.*)__$/, to_string(info[:name])) do
      [_, name] -> "#{inspect(info[:module])}.#{name}/#{info[:arity]}"
      nil -> inspect(fun)
    end
  end

  defp difference([a | before], [b | now], position) do
    if a == b,
      do: difference(before, now, position + 1),
      else: "argument #{position} was #{text(a)} the time before and is #{text(b)} now"
  end

  defp difference(_, _, _), do: "its options differ"

  defp text({:static, value}), do: inspect(value, limit: 5)
  defp text({:tuple, items}), do: "{" <> Enum.map_join(items, ", ", &text/1) <> "}"
  defp text({:vectorized, leaf, axes}), do: "#{text(leaf)} vectorized over #{inspect(axes)}"

  defp text({:tensor, type, shape, names}) do
    dims = shape |> Tuple.to_list() |> Enum.map_join("", &"[#{&1}]")
    named = if Enum.any?(List.wrap(names)), do: " named #{inspect(names)}", else: ""
    Nx.Type.to_string(type) <> dims <> named
  end

  defp text(other), do: inspect(other, limit: 5)
end
