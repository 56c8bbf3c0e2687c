# What came after Elixir 1.14 and Erlang 25 (the oracle's): the known outcomes are from their documentation.

# --- Kernel ---
to_timeout(:infinity)                        # => :infinity
to_timeout(500)                              # => 500
to_timeout(week: 1, day: 1, hour: 1, minute: 1, second: 1, millisecond: 1) # => 694861001
to_timeout([])                               # => 0
to_timeout(hour: 1, hour: 2)                 # error: (ArgumentError) timeout component :hour is duplicated
to_timeout(hours: 1)                         # error: (ArgumentError) timeout component :hours is not a valid timeout component, valid values are: :week, :day, :hour, :minute, :second, :millisecond
to_timeout(hour: -1)                         # error: (ArgumentError) timeout component :hour must be a non-negative integer, got: -1
to_timeout(-1)                               # error: (FunctionClauseError) no function clause matching in Kernel.to_timeout/1
f = fn x when is_non_struct_map(x) -> :map; _ -> :other end
Enum.map([%{}, %{a: 1}, 1..2, [], 1], f)     # => [:map, :map, :other, :other, :other]
users = %{"john" => %{age: 27}, "meg" => %{age: 23, tags: [a: 1]}}
get_in(users["john"].age)                    # => 27
get_in(users["unknown"].age)                 # => nil
get_in(users["meg"].tags[:a])                # => 1
get_in(users["john"].name)                   # error: (KeyError) key :name not found in: %{age: 27}
defmodule Sized do
  @enforce_keys [:size]
  defstruct [:size, name: "x"]
end
struct!(Range, first: 1, last: 2, step: 1)   # => 1..2
struct!(Sized)                               # error: (ArgumentError) the following keys must also be given when building struct Sized: [:size]

# --- String, Path, Access, Keyword, Map, Range ---
String.replace_invalid("asd" <> <<0xFF>>)    # => "asd�"
String.replace_invalid("nem rán bề bề")      # => "nem rán bề bề"
String.replace_invalid("nem rán b" <> <<225, 187>> <> " bề")           # => "nem rán b� bề"
String.replace_invalid("nem rán b" <> <<225, 187>> <> " bề", "ERROR!") # => "nem rán bERROR! bề"
String.replace_invalid(<<0xF0, 0x90, 0x80, ?a, 0xED, 0xA0, 0x80, 0xC3>>, "?") # => "?a????"
String.replace_invalid(<<0xF4, 0x8F, 0xBF>>, "?") # => "?"
String.replace_invalid(<<0xF4, 0x90, 0x80>>, "?") # => "???"
Path.relative_to("/usr", "/usr/local", force: true)          # => ".."
Path.relative_to("/usr/foo", "/usr/local", force: true)      # => "../foo"
Path.relative_to("/usr/../foo/bar", "/etc/foo", force: true) # => "../../foo/bar"
Path.relative_to("/usr/local/../foo/bar", "/usr/foo")        # => "bar"
for p <- [".", "foo", "foo/../bar", "foo/..", "../foo"], do: Path.relative_to(p, "/usr/local") # => [".", "foo", "bar", ".", "../foo"]
Path.relative_to("a/b", "a/c")               # => "../b"
{Path.safe_relative("deps/my_dep/./build/../app.beam"), Path.safe_relative("my_dep/../.."), Path.safe_relative("/usr")} # => {{:ok, "deps/my_dep/app.beam"}, :error, :error}
get_in([%{id: 1}, %{id: 2}], [Access.find(&(&1.id == 2)), :id]) # => 2
Keyword.split_with([a: 1, b: 2], fn {_, x} -> x > 1 end) # => {[b: 2], [a: 1]}
Map.split_with(%{a: 1, b: 2}, fn {_, x} -> x > 1 end) # => {%{b: 2}, %{a: 1}}
Map.intersect(%{a: 1, b: 2}, %{b: 3}, fn _, x, y -> x + y end) # => %{b: 5}
Keyword.intersect([a: 1, b: 2], [b: 3])      # => [b: 3]
Range.split(1..5, 2)                         # => {1..2, 3..5}

# --- Code ---
{value, [odd]} = Code.with_diagnostics(fn -> Code.eval_string("defmodule Odd do\n  def f(x), do: 1\nend; 5", [], file: "odd.exs") |> elem(0) end)
value                                        # => 5
{odd.severity, odd.position, Path.basename(odd.file), odd.message} # => {:warning, {2, 9}, "odd.exs", "variable \"x\" is unused (if the variable is not meant to be used, prefix it with an underscore)"}
{_, [said]} = Code.with_diagnostics(fn -> IO.warn("look", file: "a.ex", line: 3, module: A, function: {:b, 2}) end)
{said.message, said.file, said.position, said.stacktrace} # => {"look", "a.ex", 3, [{A, :b, 2, [file: ~c"a.ex", line: 3]}]}
{_, [outer]} = Code.with_diagnostics(fn -> Code.with_diagnostics(fn -> IO.warn("inner", []) end); IO.warn("outer", []) end)
outer.message                                # => "outer"
try do Code.with_diagnostics(fn -> raise "a" end) rescue e -> e.message end # => "a"
Code.ensure_all_loaded([Enum, Nope])         # => {:error, [{Nope, :nofile}]}
Code.ensure_all_loaded!([Enum, Nope])        # error: (ArgumentError) could not load the following modules:
{:docs_v1, _, :elixir, _, %{"en" => _}, _, docs} = Code.fetch_docs(Enum)
for {{:function, :at, arity}, _, [head], %{"en" => text}, meta} <- docs, do: {arity, head, is_binary(text), meta} # => [{3, "at(enumerable, index, default \\\\ nil)", true, %{defaults: 1}}]
Code.fetch_docs(Nope)                        # => {:error, :module_not_found}

# --- others ---
Process.set_label(:worker)                   # => :ok
Process.alias()                              # error: (ArgumentError) cnx has no processes: Process.alias/0 is not supported
Macro.expand_literals({:__aliases__, [], [:Foo]}, __ENV__) # => Foo
Macro.Env.lookup_alias_as(%{__ENV__ | aliases: [{B, A.B}]}, A.B) # => [B]
:lists.zip([1, 2, 3], [:a], {:pad, {0, :z}}) # => [{1, :a}, {2, :z}, {3, :z}]
:lists.zip([1, 2, 3], [:a], :trim)           # => [{1, :a}]
:lists.zip([1], [:a], :fail)                 # => [{1, :a}]
:lists.zip3([1, 2], [:a], [], {:pad, {0, :b, :c}}) # => [{1, :a, :c}, {2, :b, :c}]
:lists.zipwith(&+/2, [1, 2], [10], :trim)    # => [11]
:lists.enumerate(10, -2, [:a, :b])           # => [{10, :a}, {8, :b}]
:binary.join(["a", "b"], ", ")               # => "a, b"
:binary.encode_hex("zz", :lowercase)         # => "7a7a"
:maps.next(:maps.iterator(%{a: 1, b: 2}, :reversed)) |> elem(0) # => :b
:math.tau() == 2 * :math.pi()                # => true
elem(:timer.tc(Enum, :sum, [[1, 2]], :second), 1) # => 3
