#!/bin/bash
# Every refusal of definitions and derivatives has a test with its text and caret; a new one without a
# test is named.
. test/cli/prelude

tools/refusals > "$tmp/out" || { cat "$tmp/out"; exit 1; }

printf '    fail(cx, span, EXC_ArgumentError, "nobody %%d tests "\n         "this text");\n' 1 > "$tmp/new.c"
printf 'def f, do: raise(ArgumentError, "nor \#{inspect(1)} that " <>\n  "one")\n' > "$tmp/new.ex"
tools/refusals "$tmp/new.c" "$tmp/new.ex" > "$tmp/out" && { echo "a refusal without a test passed"; exit 1; }
diff - "$tmp/out" << END
$tmp/new.c:1: no test shows "tests this text"
$tmp/new.ex:1: no test shows "that one"
2 refusals, 2 that no test shows
END
