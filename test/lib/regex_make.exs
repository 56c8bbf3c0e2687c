# Regex: sigils, options and errors.
~r/a+b/im                                    # => ~r/a+b/im
Regex.source(~r/a\/b\n\t\d\x41\\\-\a\e\s/)   # => "a/b\n\t\\d\\x41\\\\\\-\a\\e\\s"
Regex.source(~r{a\/b\}\{})                   # => "a\\/b}\\{"
Regex.source(~R/a\/b\n/)                     # => "a/b\\n"
x = "q"
Regex.source(~r/a#{x}\n\/#{x}/)              # => "aq\n/q"
Regex.compile!("a+") == ~r/a+/               # => true
Regex.compile("(")                           # => {:error, {~c"missing )", 1}}
Regex.compile("a", "iz")                     # => {:error, {:invalid_option, "z"}}
Regex.compile("a", :i)                       # error: (FunctionClauseError) no function clause matching in Regex.compile/2
Regex.compile!("a", "z")                     # error: (Regex.CompileError) invalid_option at position z
Regex.compile!("[a")                         # error: (Regex.CompileError) missing terminating ] for character class at position 2
Regex.compile!("a{2,1}")                     # error: (Regex.CompileError) numbers out of order in {} quantifier at position 5
Regex.compile!("a", [:nope])                 # error: (ArgumentError) errors were found at the given arguments:
Code.eval_string("~r/(/")                    # error: (Regex.CompileError) missing ) at position 1
Regex.opts(~r/a/i)                           # => [:caseless]
inspect(~r{a/b\n}su)                         # => "~r/a\\/b\\n/su"
inspect(Regex.compile!("é\e\xFF"))           # => "~r/é\\x1B\\xFF/"
inspect(Regex.compile!("a", [:anchored]))    # => "Regex.compile!(\"a\", [:anchored])"
is_struct(~r/a/, Regex)                      # => true
defmodule Head do
  def of(~r/a/), do: :same
  def of(_), do: :other
end
{Head.of(~r/a/), Head.of(~r/a/i)}            # => {:same, :other}
