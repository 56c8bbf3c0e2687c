# Exceptions: texts, and what blame adds for the reader.
id = fn x -> x end
blamed = fn f ->
  try do
    f.()
  rescue
    e -> Exception.message(elem(Exception.blame(:error, e, __STACKTRACE__), 0))
  end
end
blamed.(fn -> Map.fetch!(id.(%{foo: 1, food: 2}), :fooo) end) # => "key :fooo not found in: %{foo: 1, food: 2}. Did you mean:\n\n      * :foo\n      * :food\n"
blamed.(fn -> id.(String).upcas("x") end)      # => "function String.upcas/1 is undefined or private. Did you mean:\n\n      * upcase/1\n      * upcase/2\n"
blamed.(fn -> id.(nil).upcas() end)            # => "function nil.upcas/0 is undefined. If you are using the dot syntax, such as module.function(), make sure the left-hand side of the dot is a module atom"
id.(Strin).upcas("x")                          # error: (UndefinedFunctionError) function Strin.upcas/1 is undefined (module Strin is not available)
raise id.(5)                                   # error: (ArgumentError) raise/1 and reraise/2 expect a module name, string or exception as the first argument, got: 5
raise ArgumentError, 5                         # error: (FunctionClauseError) no function clause matching in ArgumentError.exception/1
Exception.format(:error, %ArgumentError{message: "x"}, []) # => "** (ArgumentError) x"
Exception.format_banner(:throw, 1)             # => "** (throw) 1"
Exception.format_banner(:exit, {:shutdown, 1}) # => "** (exit) shutdown: 1"
Exception.format_banner(:error, :badarg)       # => "** (ArgumentError) argument error"
Exception.normalize(:error, {:badmatch, 1})    # => %MatchError{term: 1}
Exception.format_mfa(Foo, :"b r", [1, 2])      # => "Foo.\"b r\"(1, 2)"
Exception.format_file_line("a.ex", 3, " ")     # => "a.ex:3: "
# Exceptions are there before the modules they belong to.
for m <- [OptionParser.ParseError, Regex.CompileError, Version.InvalidVersionError, File.CopyError], not Code.ensure_loaded?(m), do: m # => []
Exception.normalize(:error, {:badkey, :a, %{}})                 # => %KeyError{key: :a, term: %{}, message: nil}
Exception.normalize(:error, {:badbool, :and, 1})                # => %BadBooleanError{term: 1, operator: :and}
Exception.normalize(:error, {:badarity, {&Enum.map/2, [1]}})    # => %BadArityError{function: &Enum.map/2, args: [1]}

# The message of a CompileError begins with its place.
error = try(do: Code.eval_string("aa + 1", [], file: "x.ex", line: 7), rescue: (e in CompileError -> e))
{Exception.message(error) =~ ~r/^x.ex:7: undefined /, error.description =~ ~r/^undefined /} # => {true, true}
Exception.message(%CompileError{file: "a.ex", line: 3, description: "d"})     # => "a.ex:3: d"
Exception.message(%CompileError{file: "a.ex", description: "d"})              # => "a.ex: d"
raise CompileError, file: "b.ex", line: 4, description: "boo"                 # error: (CompileError) b.ex:4: boo

# What a process ended with, and the stack that came with it.
stack = [{:a, :b, 1, []}, {Foo, :bar, [1, 2], [file: ~c"a.ex", line: 3]}]
Exception.format_exit({:badarg, stack}) # => "an exception was raised:\n    ** (ArgumentError) argument error\n        :a.b/1\n        a.ex:3: Foo.bar(1, 2)"
Exception.format_exit({{:badarg, tl(stack)}, {Foo, :call, [1]}}) # => "exited in: Foo.call(1)\n    ** (EXIT) an exception was raised:\n        ** (ArgumentError) argument error\n            a.ex:3: Foo.bar(1, 2)"
Exception.format_exit({:badarg, [1, 2]}) # => "{:badarg, [1, 2]}"
Exception.format_exit({%RuntimeError{message: "x"}, []}) # => "{%RuntimeError{message: \"x\"}, []}"
Exception.normalize(:error, :undef, stack) |> Exception.message() # => "function :a.b/1 is undefined (module :a is not available)"
Exception.normalize(:error, :function_clause, tl(stack)) |> Exception.message() # => "no function clause matching in Foo.bar/2"
Exception.normalize(:error, {:badstruct, Foo, %{}}) |> Exception.message() # => "expected a struct named Foo, got: %{}"
Exception.blame(:error, %KeyError{key: 1, term: %{b: 1}}, []) |> elem(0) |> Map.get(:message) # => "key 1 not found in: %{b: 1}"
Exception.format({:EXIT, :a}, :b, stack) # => "** (EXIT from :a) :b"
Exception.format_mfa(Foo, Foo, 0) # => "Foo.\"Elixir.Foo\"/0"
