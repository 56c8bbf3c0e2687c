# Elixir itself gives for every form of the language's test files what cnx gives, byte for byte.
#
# test/oracle/elixir.known lists forms whose outcome differs between Elixir's versions or on purpose.
. test/cli/prelude

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

# Files about what Elixir does not have stay out.
files=$(grep -LE 'Nx\.|Cnx\.|NimbleOptions|Benchee|Mix\.|Logger|:persistent_term|after Elixir 1.14' test/lib/*.exs)
elixir test/oracle/forms.exs $files > "$tmp/elixir" 2> "$tmp/errors" ||
    { cat "$tmp/errors"; exit 1; }
"$CNX" run test/oracle/forms.exs $files > "$tmp/cnx" 2> "$tmp/errors" ||
    { cat "$tmp/errors"; exit 1; }

# Records: a line "FILE: FORM" and those under it.
awk -v known=test/oracle/elixir.known -v elixir="$tmp/elixir" -v cnx="$tmp/cnx" '
    function read(file, into,    line, head) {
        while ((getline line < file) > 0) {
            if (line ~ /^test\/[^ ]*\.exs: /) {
                head = line
                while ((head, "") in seen || head in into)
                    head = head " again"
                order[++count] = head
            }
            into[head] = into[head] line "\n"
        }
    }
    BEGIN {
        while ((getline line < known) > 0)
            if (line ~ /^test\//)
                excused[line] = 1
        read(elixir, theirs)
        total = count
        read(cnx, ours)
        if (total < 500) {
            print "only " total " forms were compared"
            exit 1
        }
        for (i = 1; i <= count; i++) {
            head = order[i]
            if (head in done) continue
            done[head] = 1
            same = theirs[head] == ours[head]
            if (head in excused) {
                used[head] = 1
                if (same) { print "no longer different: " head; bad = 1 }
            } else if (!same) {
                printf "--- Elixir:\n%s--- cnx:\n%s", theirs[head], ours[head]
                bad = 1
            }
        }
        for (head in excused)
            if (!(head in used)) { print "no such form: " head; bad = 1 }
        print total " forms compared"
        exit bad
    }'
