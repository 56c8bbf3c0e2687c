# ExUnit.Filters - which tests run: tags included and excluded, places in files.
defmodule ExUnit.Filters do
  # "path/file.exs:12:20" -> {path, [location: {path, lines}]}
  def parse_path(text) do
    case String.split(text, ":") do
      [path | [_ | _] = lines] ->
        if Enum.all?(lines, &(&1 =~ ~r/^\d+$/)),
          do: {path, Enum.map(lines, &String.to_integer/1)},
          else: {text, []}

      _ ->
        {text, []}
    end
  end

  # ["tag", "tag:value"] as {tag, text} and tag.
  def parse(filters) do
    Enum.map(filters, fn text ->
      case String.split(text, ":", parts: 2) do
        ["line", line] -> {:line, line}
        [key, value] -> {String.to_atom(key), value}
        [key] -> String.to_atom(key)
      end
    end)
  end

  # An included tag wins over an excluded one of the same name.
  def normalize(include, exclude) do
    include = Enum.uniq(List.wrap(include))
    exclude = Enum.uniq(List.wrap(exclude))
    {include, Enum.reject(exclude, fn filter -> Enum.any?(include, &covers?(&1, filter)) end)}
  end

  defp covers?(filter, filter), do: true
  defp covers?(tag, {tag, _}) when is_atom(tag), do: true
  defp covers?({tag, value}, {tag, other}), do: as_text(value) == as_text(other)
  defp covers?(_, _), do: false

  # The command line gives texts.
  defp as_text(value), do: if(is_binary(value), do: value, else: inspect(value))

  # :ok, {:excluded, reason} or {:skipped, reason}.
  def eval(include, exclude, tags, tests) do
    excluded = Enum.find_value(exclude, &matching(&1, tags, tests))

    if excluded == nil or (include != [] and Enum.any?(include, &matching(&1, tags, tests))),
      do: skipped(tags),
      else: {:excluded, "due to #{excluded} filter"}
  end

  defp skipped(%{skip: reason}) when is_binary(reason), do: {:skipped, reason}
  defp skipped(%{skip: true}), do: {:skipped, "due to skip tag"}
  defp skipped(_), do: :ok

  # The filter's name when it matches, else nil.
  defp matching({:location, {path, lines}}, tags, tests) do
    lines = List.wrap(lines)
    here = for test <- tests, String.ends_with?(test.tags.file, path), do: test.tags

    if String.ends_with?(tags.file, path) and Enum.any?(lines, &at_line?(&1, tags, here)),
      do: :location
  end

  defp matching({:line, line}, tags, tests),
    do: if(at_line?(to_integer(line), tags, Enum.map(tests, & &1.tags)), do: :line)

  defp matching({:module, name}, tags, _tests) when is_binary(name),
    do: if(inspect(tags.module) == name, do: :module)

  defp matching({key, %{__struct__: Regex} = regex}, tags, _tests),
    do: if(Map.has_key?(tags, key) and to_string(tags[key]) =~ regex, do: key)

  defp matching({key, value}, tags, _tests) do
    found =
      case tags do
        %{^key => ^value} -> true
        %{^key => other} when is_binary(value) -> same_text?(other, value)
        _ -> false
      end

    if found, do: key
  end

  defp matching(key, tags, _tests) when is_atom(key),
    do: if(tags[key] not in [nil, false], do: key)

  defp same_text?(value, text) when is_binary(value) or is_integer(value),
    do: to_string(value) == text

  defp same_text?(value, text) when is_atom(value),
    do: Atom.to_string(value) in [text, "Elixir." <> text]

  defp same_text?(_, _), do: false

  # A line names the tests of the describe block that begins there, or the last test that begins at
  # or above it.
  defp at_line?(line, tags, all) do
    if Enum.any?(all, &(&1.describe_line == line)) do
      tags.describe_line == line
    else
      starts = for %{line: start} <- all, start <= line, do: start
      starts != [] and tags.line == Enum.max(starts)
    end
  end

  defp to_integer(line) when is_integer(line), do: line
  defp to_integer(line), do: String.to_integer(line)
end
