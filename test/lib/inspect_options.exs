# inspect: its options.
inspect("a long string here", printable_limit: 6)  # => "\"a long\" <> ..."
inspect(255, base: :hex)                           # => "0xFF"
inspect(-5, base: :binary)                         # => "-0b101"
inspect("ab", base: :octal)                        # => "<<0o141, 0o142>>"
inspect([8, 9], base: :octal)                      # => "~c\"\\b\\t\""
inspect([1, 256], base: :hex)                      # => "[0x1, 0x100]"
inspect("ab", binaries: :as_binaries)              # => "<<97, 98>>"
inspect([97, 98], charlists: :as_lists)            # => "[97, 98]"
inspect(1..3, structs: false)                      # => "%{__struct__: Range, first: 1, last: 3, step: 1}"

# wrong options raise where they are used
inspect([1, 2], limit: "a")               # error: (FunctionClauseError) no function clause matching in Inspect.Algebra.container_each/6
inspect(%{a: 1}, limit: -1)               # error: (FunctionClauseError) no function clause matching in Inspect.Algebra.container_each/6
inspect(1, limit: "a")                    # => "1"
inspect(<<1, 2>>, limit: nil)             # error: (ArithmeticError) bad argument in arithmetic expression
inspect(1, base: :dozen)                  # error: (CaseClauseError) no case clause matching: :dozen
inspect(:a, pretty: 1)                    # error: (CaseClauseError) no case clause matching: 1
inspect("ab", printable_limit: -1)        # error: (FunctionClauseError) no function clause matching in String.printable?/2
inspect(:a, inspect_fun: 1)               # error: (BadFunctionError) expected a function, got: 1
inspect(1, syntax_colors: [number: :no])  # error: (ArgumentError) invalid ANSI sequence specification: :no
inspect(1, [1])                           # error: (FunctionClauseError) no function clause matching in anonymous fn/2 in Kernel.struct/2
inspect("ab", binaries: :other)           # => "<<97, 98>>"

# nothing trips over an option that it does not use
inspect([:a, 1.5], base: :dozen)          # => "[:a, 1.5]"
inspect([:a, [1]], base: :dozen)          # error: (CaseClauseError) no case clause matching: :dozen
inspect({[], %{}, <<>>}, limit: "a")      # error: (FunctionClauseError) no function clause matching in Inspect.Algebra.container_each/6
inspect([], limit: "a")                   # => "[]"
inspect({"ab"}, printable_limit: "a")     # error: (FunctionClauseError) no function clause matching in String.printable?/2
inspect([0], printable_limit: "a")        # error: (FunctionClauseError) no function clause matching in List.ascii_printable?/2
inspect("ab", printable_limit: "a", binaries: :as_binaries) # => "<<97, 98>>"
inspect({:a, 2}, syntax_colors: [number: :no]) # error: (ArgumentError) invalid ANSI sequence specification: :no
inspect({:a}, syntax_colors: [number: :no])    # => "{:a}"
inspect(1, syntax_colors: 5)              # error: (FunctionClauseError) no function clause matching in Keyword.get/3
inspect({1}, inspect_fun: nil)            # error: (BadFunctionError) expected a function, got: nil
inspect([nil], syntax_colors: [number: :red, reset: :no]) # => "[nil]"
inspect([nil], syntax_colors: [nil: :red, reset: :no])    # error: (ArgumentError) invalid ANSI sequence specification: :no
inspect([97], printable_limit: -1, charlists: :as_charlists) # error: (FunctionClauseError) no function clause matching in Code.Identifier.escape/4
import ExUnit.CaptureIO
capture_io(fn -> IO.inspect(:a, pretty: 1) end) # => ":a\n"

# implementations of what is built in
{Inspect.impl_for(1), Inspect.impl_for(:a), Inspect.impl_for({}), Inspect.impl_for("")} # => {Inspect.Integer, Inspect.Atom, Inspect.Tuple, Inspect.BitString}
Inspect.Integer.inspect(16, %Inspect.Opts{base: :hex}) # => "0x10"
{Inspect.List.keyword?([a: 1]), Inspect.List.keyword?([{A, 1}]), Inspect.List.keyword?([{"a", 1}])} # => {true, false, false}
shown = fn doc -> doc |> Inspect.Algebra.format(80) |> IO.iodata_to_binary() end
shown.(Inspect.Any.inspect(%{__struct__: NoSuch, a: 1}, %Inspect.Opts{})) # => "%{__struct__: NoSuch, a: 1}"
shown.(Inspect.Map.inspect(1..2, %Inspect.Opts{})) # => "%{__struct__: Range, first: 1, last: 2, step: 1}"
shown.(Inspect.Map.inspect(%{a: 1, b: 2}, "Name", [%{field: :a}], %Inspect.Opts{})) # => "%Name{a: 1}"
