# Corners of arguments and messages.
Macro.generate_arguments(-1, nil) # error: (FunctionClauseError) no function clause matching in Macro.generate_arguments/3
Macro.generate_unique_arguments(0, "x") # error: (FunctionClauseError) no function clause matching in Macro.generate_arguments/3
Macro.generate_arguments(2, Foo) # => [{:arg1, [], Foo}, {:arg2, [], Foo}]
Base.decode16!("a")   # error: (ArgumentError) string given to decode has wrong length. An even number of bytes was expected, got: 1. Double check your string for unwanted characters or pad it accordingly
Base.decode64!("é")   # error: (ArgumentError) incorrect padding
Base.decode64!("YQ==\n") # error: (ArgumentError) incorrect padding
Base.decode64!("YQ.=YWJjYWJj") # error: (ArgumentError) non-alphabet character found: "." (byte 46)
{Base.url_decode64!("YWJjYWJjYWJjYQ", padding: false), Base.decode64("Y", padding: false)} # => {"abcabcabca", :error}
Macro.pipe(1, quote(do: foo), 0)       # => {:foo, [], [1]}
for atom <- [:and, :not, :"Elixir", :fn, :a?, Foo, :"a b"], do: Macro.classify_atom(atom) # => [:unquoted, :unquoted, :alias, :identifier, :identifier, :alias, :quoted]
try do Keyword.take([a: 1], [:b | :c]) rescue e -> e.message =~ "2nd argument: not a proper list" end # => true
Keyword.get_and_update([1], :a, &{&1, 2}) # error: (FunctionClauseError) no function clause matching in Keyword.get_and_update/4
Keyword.get_and_update([a: 1, b: 2, a: 3], :a, &{&1, 9}) # => {1, [a: 9, b: 2, a: 3]}
