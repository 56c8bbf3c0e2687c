# A reader that leaves early ends the program quietly.
. test/cli/prelude

echo 'Enum.each(1..100_000, fn i -> IO.puts(i) end)' > "$tmp/many.exs"
first=$("$CNX" run "$tmp/many.exs" 2> "$tmp/err" | head -n 1)
[ "$first" = 1 ] || { echo "the first line is '$first'"; exit 1; }
[ ! -s "$tmp/err" ] || { echo "standard error:"; cat "$tmp/err"; exit 1; }
