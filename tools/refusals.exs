# The refusals of definitions and derivatives that no test shows: run by tools/refusals, with the files
# that refuse, `--`, and the tests.
#
# A refusal is a text that is raised: in C the literals of a call of fail() and its kin, in Elixir those
# after raise and its kin. A test shows it when it holds the longest piece between two holes of the text
# (%s, #{...}) of one of its lines. Nobody sees "argument error", which private natives say to arguments that
# they never get, and "compiling stopped", instead of which another error is shown.
{sources, ["--" | tests]} = Enum.split_while(System.argv(), &(&1 != "--"))

calls = %{
  ".c" => ~r/\b(?:fail|vm_fail|refuse|refuse_[a-z]+|grad_refuse)\s*\(/,
  ".ex" => ~r/\b(?:raise|compile_error)\b/
}

# Literals that follow one another are one text.
literals = ~r/"(?:[^"\\]|\\.)*"(?:\s*(?:<>)?\s*"(?:[^"\\]|\\.)*")*/
literal = ~r/"((?:[^"\\]|\\.)*)"/

# What belongs to the call that begins at `from`: all up to the semicolon in C; in Elixir the lines that
# an open end joins, or the first line of a heredoc.
statement = fn
  text, from, ".c" ->
    text |> String.slice(from, 1200) |> String.split(~r/;\n|\n\}/, parts: 2) |> hd()

  text, from, ".ex" ->
    [first | lines] = text |> String.slice(from, 1200) |> String.split("\n")

    if String.contains?(first, "\"\"\"") do
      "\"" <> String.trim(hd(lines)) <> "\""
    else
      Enum.reduce_while(lines, first, fn line, taken ->
        if String.ends_with?(taken, [",", "<>", "raise", "("]),
          do: {:cont, taken <> "\n" <> String.trim(line)},
          else: {:halt, taken}
      end)
    end
end

unescape = fn text -> text |> String.replace("\\\"", "\"") |> String.replace("\\\\", "\\") end

longest_piece = fn line ->
  line
  |> String.split(~r/%%|%[-+ #0]*[0-9]*(?:\.(?:\*|[0-9]+))?(?:ll|l|z)?[a-zA-Z]|\#\{[^}]*\}?/)
  |> Enum.map(&String.trim(unescape.(&1)))
  |> Enum.max_by(&String.length/1)
end

# Of each line of a text; a test shows one of them.
pieces_of = fn text -> text |> String.split("\\n") |> Enum.map(longest_piece) |> Enum.reject(&(&1 == "")) end

texts_of = fn body ->
  for [run] <- Regex.scan(literals, body) do
    Regex.scan(literal, run, capture: :all_but_first) |> Enum.join() |> pieces_of.()
  end
end

refusals_of = fn file ->
  text = File.read!(file)
  kind = Path.extname(file)

  for [{at, length}] <- Regex.scan(calls[kind], text, return: :index),
      lines = text |> binary_part(0, at) |> String.split("\n"),
      not String.starts_with?(String.trim(List.last(lines)), ["#", "/*", "*"]),
      [piece | _] = pieces <- texts_of.(statement.(text, at + length, kind)),
      String.length(piece) > 3 and piece not in ["argument error", "compiling stopped"],
      do: {"#{file}:#{length(lines)}", pieces}
end

shown = Enum.map_join(tests, "\n", &unescape.(File.read!(&1)))
refusals = sources |> Enum.flat_map(refusals_of) |> Enum.uniq()
missing = Enum.reject(refusals, fn {_, pieces} -> String.contains?(shown, pieces) end)
Enum.each(missing, fn {at, [piece | _]} -> IO.puts("#{at}: no test shows \"#{piece}\"") end)
IO.puts("#{length(refusals)} refusals, #{length(missing)} that no test shows")
if missing != [] or refusals == [], do: System.halt(1)
