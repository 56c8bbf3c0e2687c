# What the examples in Elixir's own documentation showed to be different.
String.pad_leading("abc", 6, "12") # => "121abc"
String.pad_trailing("abc", 4, "12") # => "abc1"
String.splitter("abcd", "") |> Enum.take(10) # => ["", "a", "b", "c", "d", ""]
String.splitter("abcd", "", trim: true) |> Enum.take(10) # => ["a", "b", "c", "d"]
String.split("1 2!3", :binary.compile_pattern([" ", "!"])) # => ["1", "2", "3"]
Keyword.equal?([a: 1.0], [a: 1]) # => false
Path.dirname("/foo/bar/") # => "/foo/bar"
Path.dirname("foo") # => "."
binary_slice("elixir", 0..-1//2) # => "eii"
binary_slice("elixir", 3..1) # error: (ArgumentError) binary_slice/2 does not accept ranges with negative steps, got: 3..1//-1
get_in(nil, [Access.all(), :age]) # => nil
get_and_update_in([%{a: 1}], [Access.at(10), :a], fn x -> {x, x + 1} end) # => {nil, [%{a: 1}]}
get_in(%{}, [Access.slice(2..10//3)]) # error: (ArgumentError) Access.slice/1 expected a list, got: %{}
macro_exported?(Kernel, :use, 2) # => true
Macro.camelize("API_SPEC") # => "API_SPEC"
Macro.camelize("foo_bar/baz_1_x") # => "FooBar.Baz1X"
Macro.classify_atom(:foo@bar) # => :unquoted
Macro.classify_atom(:"with spaces") # => :quoted
Macro.inspect_atom(:remote_call, :Foo) # => "\"Foo\""
Macro.inspect_atom(:remote_call, :+) # => "+"
Macro.unescape_string("example\\n\\x41") # => "example\nA"
Float.parse("1.7976931348623159e+308") # => :error
Stream.interval(1) |> Enum.take(3) # => [0, 1, 2]
Stream.timer(1) |> Enum.to_list() # => [0]
:binary.longest_common_prefix(["erlang", "ergonomy"]) # => 2
:binary.longest_common_suffix(["erlang", "fang"]) # => 3
