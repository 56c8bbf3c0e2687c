# OptionParser: kinds of options, aliases, what is invalid, errors, and back to text.
settings = [
  strict: [seed: :integer, verbose: :boolean, out: :string, level: :count, inc: :keep, rate: :float],
  aliases: [v: :verbose, o: :out, l: :level, s: :seed]
]

OptionParser.parse(["--seed", "3", "--verbose", "x", "-o", "a"], settings) # => {[seed: 3, verbose: true, out: "a"], ["x"], []}
OptionParser.parse(["--no-verbose", "--seed=4", "y"], settings) # => {[verbose: false, seed: 4], ["y"], []}
OptionParser.parse(["--seed", "abc"], settings) # => {[], [], [{"--seed", "abc"}]}
OptionParser.parse(["--seed"], settings) # => {[], [], [{"--seed", nil}]}
OptionParser.parse(["--foo", "bar"], settings) # => {[], ["bar"], [{"--foo", nil}]}
OptionParser.parse(["-lll", "--level"], settings) # => {[level: 4], [], []}
OptionParser.parse(["--inc", "a", "--inc", "b"], settings) # => {[inc: "a", inc: "b"], [], []}
OptionParser.parse(["--rate", "-1.5", "-3"], settings) # => {[rate: -1.5], ["-3"], []}
OptionParser.parse(["a", "--", "--seed", "1"], settings) # => {[], ["a", "--seed", "1"], []}
OptionParser.parse(["--verbose=no"], settings) # => {[], [], [{"--verbose", "no"}]}
OptionParser.parse(["--out", "--seed", "1"], settings) # => {[seed: 1], [], [{"--out", nil}]}
OptionParser.parse(["--seed", "1", "--seed", "2"], settings) # => {[seed: 2], [], []}
OptionParser.parse(["-", "a"], settings) # => {[], ["-", "a"], []}
OptionParser.parse(["--limit", "3", "--name=x", "--size"], switches: []) # => {[limit: "3", name: "x", size: true], [], []}
OptionParser.parse_head(["--seed", "1", "x", "--verbose"], settings) # => {[seed: 1], ["x", "--verbose"], []}
OptionParser.parse!(["--seed", "3", "q"], settings) # => {[seed: 3], ["q"]}
catching = fn argv ->
  try do
    OptionParser.parse!(argv, settings)
  rescue
    error in OptionParser.ParseError -> error.message
  end
end

catching.(["--sed", "3"]) # => "1 error found!\n--sed : Unknown option. Did you mean --seed?"
catching.(["--seed", "b", "--out"]) # => "2 errors found!\n--seed : Expected type integer, got \"b\"\n--out : Missing argument of type string"
OptionParser.to_argv(foo_bar: "baz", a: true, b: false, c: 3) # => ["--foo-bar", "baz", "--a", "--no-b", "--c", "3"]
OptionParser.split("foo --bar 'a b' \"c d\" e\\ f") # => ["foo", "--bar", "a b", "c d", "e f"]
OptionParser.next(["--seed", "3", "x"], settings) # => {:ok, :seed, 3, ["x"]}
