# What each form of the files named gives, under a line that names it. Elixir and cnx run this same
# program, so that their outputs can be compared. A form's text ends where it parses; the lines that
# begin with import, alias, require or use count for all forms after them. What definitions and
# assignments give is not shown.
defmodule Forms do
  def run(file) do
    lines = file |> File.read!() |> String.split("\n") |> Enum.map(&without_outcome/1)
    run(lines, "", {file, "", []})
  end

  defp without_outcome(line), do: hd(String.split(line, ["# =>", "# error:", "# prints:"]))

  defp run([], _text, _state), do: :ok

  defp run([line | rest], text, state) do
    text = if text == "", do: line, else: text <> "\n" <> line

    cond do
      String.trim(line) == "" and String.trim(text) == "" -> run(rest, "", state)
      comment?(text) -> run(rest, "", state)
      continues?(rest) or not parses?(text) -> run(rest, text, state)
      true -> run(rest, "", evaluate(String.trim(text), state))
    end
  end

  defp comment?(text), do: text |> String.split("\n") |> Enum.all?(&String.starts_with?(String.trim(&1), "#"))

  defp continues?([next | _]), do: String.starts_with?(String.trim(next), ["|>", "<>", "++", "and ", "or "])
  defp continues?([]), do: false

  defp parses?(text), do: match?({:ok, _}, Code.string_to_quoted(text))

  defp evaluate(text, {file, prelude, binding}) do
    IO.puts("#{file}: #{text}")

    if String.starts_with?(text, ["import ", "alias ", "require ", "use "]) do
      {file, prelude <> text <> "\n", binding}
    else
      {shown, binding} = outcome(prelude <> text, binding)
      unless text =~ ~r/^(\w+ = |\{[^=]*\} = |defmodule |defimpl |defprotocol )/ and not String.starts_with?(shown, "**"),
        do: IO.puts("=> " <> shown)

      {file, prelude, binding}
    end
  end

  defp outcome(text, binding) do
    {value, new} = Code.eval_string(text, binding)
    {inspect(value, limit: :infinity), new}
  rescue
    e in [CompileError, SyntaxError, TokenMissingError] -> {"** (#{inspect(e.__struct__)})", binding}
    e -> {"** (#{inspect(e.__struct__)}) #{Exception.message(e)}", binding}
  catch
    kind, reason -> {"** (#{kind}) #{inspect(reason)}", binding}
  end
end

Enum.each(System.argv(), &Forms.run/1)
