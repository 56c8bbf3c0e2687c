# The formatter gives what Elixir's own gives, where that is installed, on every source of the
# project. Elixir may be as old as 1.14: left out are files with charlists in single quotes, which
# became sigils in 1.15, with (-> x), which lost its inner parentheses then, what it refuses, and test/syntax/dots.exs, which
# holds a.(b) do ... end: there Elixir drops the parentheses.
. test/cli/prelude
command -v elixir > /dev/null || exit 77

cat > "$tmp/format.exs" <<'END'
locals = [defn: 2, defnp: 2, deftransform: 1, deftransform: 2, deftransformp: 1, deftransformp: 2]
locals = [while: 3] ++ locals
[theirs, ours | files] = System.argv()

format = fn file ->
  try do
    text = File.read!(file)
    formatted = IO.iodata_to_binary(Code.format_string!(text, locals_without_parens: locals))
    formatted = if formatted == "", do: "", else: formatted <> "\n"
    old? = formatted =~ ~r/(^|[^\\?"\w~a-z])'/ or formatted =~ "(() ->"
    name = String.replace(file, "/", ",")

    unless old? do
      File.write!(Path.join(theirs, name), formatted)
      File.write!(Path.join(ours, name), text)
    end
  rescue
    _ -> :ok
  end
end

files |> Task.async_stream(format, timeout: :infinity, ordered: false) |> Stream.run()
END
mkdir "$tmp/theirs" "$tmp/ours"
printf '[import_deps: [:nx]]' > "$tmp/formatter.exs"
files=$(find lib examples test/format test/lang test/lib test/regress test/syntax -name '*.ex' -o -name '*.exs' | grep -v -e /err_ -e syntax/dots)
timeout 40 elixir "$tmp/format.exs" "$tmp/theirs" "$tmp/ours" $files > /dev/null 2>&1
[ $? != 124 ] || exit 77 # a machine too busy to say
count=$(ls "$tmp/theirs" | wc -l)
[ $count -gt 150 ] || wrong "more than 150 files that Elixir formats, there are $count"
run fmt --dot-formatter "$tmp/formatter.exs" "$tmp/ours"
expect code 0
diff -r "$tmp/theirs" "$tmp/ours" || wrong "what Elixir gives"
exit 0
