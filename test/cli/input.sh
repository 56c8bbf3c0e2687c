# Standard input by lines, characters and bytes, in any order: each takes what it says and leaves the rest.
. test/cli/prelude

cat > "$tmp/read.exs" <<'END'
IO.inspect([IO.getn("", 3), IO.getn(""), IO.gets(""), IO.read(:line), IO.getn(:stdio, "", 2)])
IO.inspect([IO.read(:line), IO.read(4), IO.binread(2), IO.binread(:line), IO.getn(:stdio, "")])
IO.inspect([Enum.take(IO.stream(:stdio, :line), 1), Enum.take(IO.stream(2), 2), Enum.take(IO.binstream(:stdio, 3), 1)])
IO.inspect([IO.read(:eof), IO.gets(""), IO.getn("", 2), IO.read(:eof), IO.read(:all), IO.binread(3)])
END
text=$'abcdé\nsecond\nthird\néà日本\nfifth\nxsixth\nseventh\nab€d€f\nrest\nlast'
want='["abc", "d", "é\n", "second\n", "th"]
["ird\n", "éà日本", "\nf", "ifth\n", "x"]
[["sixth\n"], ["se", "ve"], ["nth"]]'
printf '%s' "$text" > "$tmp/text"
for how in file pipe; do
    if [ $how = file ]; then "$CNX" run "$tmp/read.exs" < "$tmp/text" > "$tmp/out"
    else cat "$tmp/text" | "$CNX" run "$tmp/read.exs" > "$tmp/out"; fi
    [ "$(head -n 3 "$tmp/out")" = "$want" ] || wrong "pieces of a $how: $(cat "$tmp/out")"
    [ "$(tail -n 1 "$tmp/out")" = '["\nab€d€f\nrest\nlast", :eof, :eof, :eof, "", :eof]' ] ||
        wrong "the rest of a $how: $(tail -n 1 "$tmp/out")"
done

# A prompt stands there before the program waits.
out=$(printf 'ab' | "$CNX" -e 'IO.inspect({IO.getn("> ", 1), IO.gets("? ")}); :ok')
[ "$out" = '> ? {"a", "b"}' ] || wrong "prompts: $out"
exit 0
