# Sources as quoted terms: metadata, encoders, names, escapes, comments, errors, much of which came after Elixir 1.14
# (test/oracle/metadata.sh compares what did not).
all = [columns: true, token_metadata: true]
Code.string_to_quoted!("foo(1)\n\nbar\n", all) # => {:__block__, [], [{:foo, [end_of_expression: [newlines: 2, line: 1, column: 7], closing: [line: 1, column: 6], line: 1, column: 1], [1]}, {:bar, [end_of_expression: [newlines: 1, line: 3, column: 4], line: 3, column: 1], nil}]}
Code.string_to_quoted!("if a do\n  b\nelse\n  c\nend", all) # => {:if, [do: [line: 1, column: 6], end: [line: 5, column: 1], line: 1, column: 1], [{:a, [line: 1, column: 4], nil}, [do: {:b, [end_of_expression: [newlines: 1, line: 2, column: 4], line: 2, column: 3], nil}, else: {:c, [end_of_expression: [newlines: 1, line: 4, column: 4], line: 4, column: 3], nil}]]}
Code.string_to_quoted!("a =\n  b\n  |> c", all) # => {:=, [newlines: 1, line: 1, column: 3], [{:a, [line: 1, column: 1], nil}, {:|>, [newlines: 1, line: 3, column: 3], [{:b, [line: 2, column: 3], nil}, {:c, [line: 3, column: 6], nil}]}]}
Code.string_to_quoted!("(a; b)", all) # => {:__block__, [closing: [line: 1, column: 6], line: 1, column: 1], [{:a, [end_of_expression: [newlines: 0, line: 1, column: 3], line: 1, column: 2], nil}, {:b, [line: 1, column: 5], nil}]}
Code.string_to_quoted!("(a; b)") # => {:__block__, [line: 1], [{:a, [line: 1], nil}, {:b, [line: 1], nil}]}
Code.string_to_quoted!("(\n  a\n)", all) # => {:a, [end_of_expression: [newlines: 1, line: 2, column: 4], line: 2, column: 3], nil}
Code.string_to_quoted!("A.B.c[d]", all) # => {{:., [from_brackets: true, closing: [line: 1, column: 8], line: 1, column: 6], [Access, :get]}, [from_brackets: true, closing: [line: 1, column: 8], line: 1, column: 6], [{{:., [line: 1, column: 4], [{:__aliases__, [last: [line: 1, column: 3], line: 1, column: 1], [:A, :B]}, :c]}, [no_parens: true, line: 1, column: 5], []}, {:d, [line: 1, column: 7], nil}]}
Code.string_to_quoted!("\"a\#{b}\"", all) # => {:<<>>, [delimiter: "\"", line: 1, column: 1], ["a", {:"::", [line: 1, column: 3], [{{:., [line: 1, column: 3], [Kernel, :to_string]}, [from_interpolation: true, closing: [line: 1, column: 6], line: 1, column: 3], [{:b, [line: 1, column: 5], nil}]}, {:binary, [line: 1, column: 3], nil}]}]}
Code.string_to_quoted!("f -1") # => {:f, [ambiguous_op: nil, line: 1], [{:-, [line: 1], [1]}]}
Code.string_to_quoted!("f(1)(2)", all) # => {{:f, [closing: [line: 1, column: 4], line: 1, column: 1], [1]}, [closing: [line: 1, column: 7], closing: [line: 1, column: 4], line: 1, column: 1], [2]}
Code.string_to_quoted!("\n") # => {:__block__, [line: 1], []}
Code.string_to_quoted!("~s(a)r", all) # => {:sigil_s, [delimiter: "(", line: 1, column: 1], [{:<<>>, [line: 1, column: 1], ["a"]}, ~c"r"]}
Code.string_to_quoted!("\"\"\"\n  a\#{b}\n  \"\"\"", all) # => {:<<>>, [delimiter: "\"\"\"", indentation: 2, line: 1, column: 1], ["a", {:"::", [line: 2, column: 4], [{{:., [line: 2, column: 4], [Kernel, :to_string]}, [from_interpolation: true, closing: [line: 2, column: 7], line: 2, column: 4], [{:b, [line: 2, column: 6], nil}]}, {:binary, [line: 2, column: 4], nil}]}, "\n"]}
encode = fn literal, meta -> {:ok, {:literal, meta, literal}} end
Code.string_to_quoted!("[0x1F, ?a, {:b, 'c'}, d: nil]", [literal_encoder: encode] ++ all) # => {:literal, [closing: [line: 1, column: 29], line: 1, column: 1], [{:literal, [token: "0x1F", line: 1, column: 2], 31}, {:literal, [token: "?a", line: 1, column: 8], 97}, {:literal, [closing: [line: 1, column: 20], line: 1, column: 12], {{:literal, [line: 1, column: 13], :b}, {:literal, [delimiter: "'", line: 1, column: 17], ~c"c"}}}, {{:literal, [format: :keyword, line: 1, column: 23], :d}, {:literal, [line: 1, column: 26], nil}}]}
Code.string_to_quoted("[1, :a]", literal_encoder: fn v, _ -> if v == :a, do: {:error, "no"}, else: {:ok, v} end) # => {:error, {[line: 1, column: 5], "no: ", "literal"}}
Code.string_to_quoted!("a.B.c(:d, e: true)", static_atoms_encoder: fn name, _ -> {:ok, {:name, name}} end) # => {{:., [line: 1], [{:__aliases__, [line: 1], [{{:name, "a"}, [line: 1], nil}, {:name, "B"}]}, {:name, "c"}]}, [line: 1], [{:name, "d"}, [{{:name, "e"}, true}]]}
Code.string_to_quoted("f(:g)", columns: true, static_atoms_encoder: fn name, _ -> if name == "g", do: {:error, "no"}, else: {:ok, name} end) # => {:error, {[line: 1, column: 3], "no: ", "g"}}
Code.string_to_quoted("a + xyzzy_1", existing_atoms_only: true, columns: true) # => {:error, {[line: 1, column: 5], "unsafe atom does not exist: ", "xyzzy_1"}}
Code.string_to_quoted("[xyzzy_2: 1]", existing_atoms_only: true) # => {:error, {[line: 1, column: 2], "unsafe atom does not exist: ", "xyzzy_2"}}
Code.string_to_quoted(":\"xyzzy 3\"", existing_atoms_only: true) # => {:error, {[line: 1, column: 1], "unsafe atom does not exist: ", "xyzzy 3"}}
Code.string_to_quoted!(":\"a\#{b}\"", existing_atoms_only: true) |> elem(0) # => {:., [line: 1], [:erlang, :binary_to_existing_atom]}
Code.string_to_quoted!(~S("a\"b\n\x41"), unescape: false) # => "a\"b\\n\\x41"
Code.string_to_quoted!("a", line: 7, columns: true) # => {:a, [line: 7, column: 1], nil}
{quoted, comments} = Code.string_to_quoted_with_comments!("# one\na # two\n\n\n  # three\nb")
quoted # => {:__block__, [], [{:a, [line: 2], nil}, {:b, [line: 6], nil}]}
Enum.map(comments, &{&1.line, &1.column, &1.previous_eol_count, &1.next_eol_count, &1.text}) # => [{1, 1, 1, 1, "# one"}, {2, 3, 0, 3, "# two"}, {5, 3, 3, 1, "# three"}]
Code.string_to_quoted_with_comments("a(") # => {:error, {[opening_delimiter: :"(", expected_delimiter: :")", line: 1, column: 2, end_line: 1, end_column: 3], "missing terminator: )", ""}}
Code.string_to_quoted("x = )", columns: true) # => {:error, {[line: 1, column: 5], "unexpected token: ", ")"}}
Code.string_to_quoted("1 +", columns: true) # => {:error, {[line: 1, column: 3], "syntax error before: ", ""}}
Code.string_to_quoted("foo do end end", columns: true) # => {:error, {[line: 1, column: 12], {"unexpected reserved word: ", ""}, "end"}}
Code.string_to_quoted("1 + end") # => {:error, {[line: 1, column: 5], {"unexpected reserved word: ", ""}, "end"}}
Code.string_to_quoted("(else)") # => {:error, {[line: 1, column: 2], "syntax error before: ", "else"}}
Code.string_to_quoted("1a") # => {:error, {[line: 1, column: 1], "invalid character \"a\" after number 1. If you intended to write a number, make sure to separate the number from the character (using comma, space, etc). If you meant to write a function name or a variable, note that identifiers in Elixir cannot start with numbers. Unexpected token: ", "a"}}
Code.string_to_quoted("fn x end") # => {:error, {[line: 1, column: 1], "expected anonymous functions to be defined with -> inside: ", "'fn'"}}
Code.string_to_quoted(":a.B") # => {:error, {[line: 1, column: 4], "atom cannot be followed by an alias. If the '.' was meant to be part of the atom's name, the atom name must be quoted. Syntax error before: ", "'.'"}}
Code.string_to_quoted("foo (1, 2)") # => {:error, {[line: 1, column: 5], "unexpected parentheses. If you are making a function call, do not insert spaces between the function name and the opening parentheses. Syntax error before: ", "'('"}}
Code.string_to_quoted("a", static_atoms_encoder: fn _, _ -> :a end) # error: (CaseClauseError) no case clause matching: :a
