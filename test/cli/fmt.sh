# cnx fmt: files, .formatter.exs, --check, standard input, errors.
. test/cli/prelude

cd "$tmp" || exit 1
mkdir -p lib/deep sub/lib
printf 'x   =  1\n' > lib/a.ex
printf 'defn f(x),  do: x\n' > lib/deep/b.exs
printf 'y = 1\n' > lib/good.ex
printf 'foo 1\n' > sub/lib/c.ex

run fmt
expect code 1
expect err-has "cnx fmt needs files, or a .formatter.exs"

run fmt --check lib
expect code 1
expect err-has "not formatted: lib/a.ex"
expect err-has "not formatted: lib/deep/b.exs"
expect err-has $'lib/a.ex\n      1       - |x   =  1\n            1 + |x = 1\n'
[ "$(cat lib/a.ex)" = "x   =  1" ] || wrong "--check writes nothing"
[[ $err != *good* ]] || wrong "lib/good.ex not named"

cat > .formatter.exs <<'END'
[
  inputs: ["{lib,other}/**/*.{ex,exs}"],
  import_deps: [:nx],
  locals_without_parens: [bar: :*],
  line_length: 40,
  subdirectories: ["sub"]
]
END
printf '[inputs: ["lib/*.ex"], locals_without_parens: [foo: 1]]\n' > sub/.formatter.exs
touch -d '2001-01-01' lib/good.ex
run fmt
expect code 0
expect no-out
[ "$(cat lib/a.ex lib/deep/b.exs sub/lib/c.ex)" = "x = 1
defn f(x), do: x
foo 1" ] || wrong "formatted files"
[ "$(stat -c %Y lib/good.ex)" = "$(date -d 2001-01-01 +%s)" ] || wrong "a formatted file untouched"
run fmt --check
expect code 0
expect no-err

# The configuration of the innermost folder counts for a file that is named, too.
printf 'foo   1\n' > sub/lib/c.ex
run fmt sub/lib/c.ex lib/a.ex
expect code 0
[ "$(cat sub/lib/c.ex)" = "foo 1" ] || wrong "the options of sub/.formatter.exs"

# Standard input.
printf 'bar  1,2\n\n\nx=2' | "$CNX" fmt - > out
[ "$(cat out)" = "bar 1, 2

x = 2" ] || wrong "standard input formatted"
printf '\n\n' | "$CNX" fmt - > out
[ ! -s out ] || wrong "nothing of nothing"

printf '%s' 'a."\x62"(); a."b"(1); &a."\x62"/1' | "$CNX" fmt - > out
[ "$(cat out)" = 'a."\x62"()
a.b(1)
&a."\x62"/1' ] || wrong "a quoted name with an escape as it is written"

printf 'foo  1\n' | "$CNX" fmt --stdin-filename sub/lib/new.ex - > out
[ "$(cat out)" = "foo 1" ] || wrong "standard input by the options of sub/.formatter.exs"

printf '# not  ours\n' > README.md
run fmt README.md
expect code 0
[ "$(cat README.md)" = "# not  ours" ] || wrong "a file of another kind untouched"
printf 'a  b' | "$CNX" fmt - --stdin-filename a.md > out
[ "$(cat out)" = 'a  b' ] || wrong "standard input of another kind as it is"

printf 'x   =  1\n' > lib/a.ex
run fmt --dry-run lib/a.ex
expect code 0
[ "$(cat lib/a.ex)" = "x   =  1" ] || wrong "--dry-run writes nothing"
run fmt lib/a.ex --check-formatted --no-exit
expect code 0
expect err-has "not formatted: lib/a.ex"
run fmt --no-exit lib/a.ex
expect code 2
expect err-has "--no-exit can only be used together with --check-formatted"

# An error names its place, and the other files are formatted.
printf 'x = (\n' > lib/bad.ex
printf 'x   =  1\n' > lib/a.ex
run fmt lib/bad.ex lib/a.ex
expect code 1
expect err-has "** (TokenMissingError) token missing on lib/bad.ex:1:6:"
expect err-has "lib/bad.ex:1:6"
[ "$(cat lib/a.ex)" = "x = 1" ] || wrong "the file behind the bad one formatted"
[ "$(cat lib/bad.ex)" = "x = (" ] || wrong "the bad file untouched"

run fmt nothing/*.ex
expect code 1
expect err-has 'could not find a file to format: "nothing/*.ex" matches none'

printf '[import_deps: [:phoenix]]' > other.exs
run fmt --dot-formatter other.exs lib/a.ex
expect code 1
expect err-has "unknown dependency :phoenix given to :import_deps"

printf '[import_deps: :nx]' > other.exs
run fmt --dot-formatter other.exs lib/a.ex
expect code 1
expect err-has "expected :import_deps to return a list of dependencies, got: :nx"

printf ':no' > other.exs
run fmt --dot-formatter other.exs lib/a.ex
expect code 1
expect err-has 'expected "other.exs" to return a keyword list, got: :no'

run fmt --wrong
expect code 2

# Nesting without end is refused.
head -c 1000000 /dev/zero | tr '\0' '(' > deep.ex
run fmt deep.ex
expect code 1
expect err-has "** ("
yes 'if a do' | head -100000 > deep.ex
yes 'end' | head -100000 >> deep.ex
run fmt deep.ex
expect code 1
expect err-has "nested more than 1000 levels deep"
exit 0
