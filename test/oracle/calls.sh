# Elixir gives for generated calls of the library's functions what cnx gives, byte for byte: the functions of
# calls.txt with CALLS (25) choices of arguments each. calls.known lists calls that differ, and why.
. test/cli/prelude

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

# Either in a folder of the same name.
try() {
    rm -rf "$tmp/work" && mkdir "$tmp/work"
    (cd "$tmp/work" && "${@:2}" "$OLDPWD/test/oracle/calls.exs" "$OLDPWD/test/oracle/calls.txt" \
        "${CALLS:-25}" "$tmp/$1") > "$tmp/errors" 2>&1 || { cat "$tmp/errors"; exit 1; }
}
try elixir elixir
try cnx "$CNX" run

# Records: a line with the call, and what it gives.
awk -v known=test/oracle/calls.known -v whole="$([ "${CALLS:-25}" = 25 ] && echo yes)" '
    BEGIN {
        while ((getline line < known) > 0)
            if (line != "" && line !~ /^#/)
                excused[line] = 1
    }
    /^  / { if (FNR == NR) theirs[call] = $0; else ours[call] = $0; next }
    { call = $0; calls[call] = 1 }
    END {
        for (call in calls) {
            count++
            same = theirs[call] == ours[call]
            if (call in excused) {
                if (same) { print "no longer different: " call; bad = 1 }
            } else if (!same) {
                printf "%s\nElixir:%s\ncnx:   %s\n", call, theirs[call], ours[call]
                bad = 1
            }
        }
        for (call in excused)
            if (whole && !(call in calls)) { print "no such call: " call; bad = 1 }
        if (count < 10000) { print "only " count " calls"; bad = 1 }
        print count " calls compared"
        exit bad
    }' "$tmp/elixir" "$tmp/cnx"
