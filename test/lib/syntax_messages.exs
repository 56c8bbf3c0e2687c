# Exceptions of text that does not parse: their fields, and the message with a picture of the place, as they are
# after Elixir 1.14.
error = fn text -> try do Code.string_to_quoted!(text) rescue e -> e end end
Map.drop(Map.from_struct(error.("[1, 2)")), [:__exception__, :description]) # => %{line: 1, column: 1, file: "nofile", snippet: "[1, 2)", end_line: 1, end_column: 6, opening_delimiter: :"[", closing_delimiter: :")", expected_delimiter: :"]"}
Map.take(error.("a\n\"b"), [:line, :column, :end_line, :end_column, :opening_delimiter, :expected_delimiter]) # => %{line: 2, column: 1, end_line: 2, end_column: 3, opening_delimiter: :"\"", expected_delimiter: :"\""}
Map.take(error.("~s(b"), [:line, :column, :opening_delimiter, :expected_delimiter]) # => %{line: 1, column: 3, opening_delimiter: :"(", expected_delimiter: :")"}
Map.take(error.("1 +"), [:line, :column, :end_line, :opening_delimiter]) # => %{line: 1, column: 3, opening_delimiter: nil, end_line: nil}
%SyntaxError{}.description                                 # => "syntax error"
%MismatchedDelimiterError{}.description                    # => "mismatched delimiter error"
Map.keys(%TokenMissingError{}) -- Map.keys(%SyntaxError{}) # => [:end_column, :end_line, :expected_delimiter, :opening_delimiter]

picture = fn text -> String.split(Exception.message(error.(text)), "\n") end
picture.("[1, 2, 3, 4)") # => ["mismatched delimiter found on nofile:1:12:", "    error: unexpected token: )", "    │", "  1 │ [1, 2, 3, 4)", "    │ │          └ mismatched closing delimiter (expected \"]\")", "    │ └ unclosed delimiter", "    │", "    └─ nofile:1:12"]
Enum.slice(picture.("[a,\n  b}"), 3..6) # => ["  1 │ [a,", "    │ └ unclosed delimiter", "  2 │   b}", "    │    └ mismatched closing delimiter (expected \"]\")"]
Enum.slice(picture.("fn a ->\n  b\n  c\n)"), 3..8) # => ["  1 │ fn a ->", "    │ └ unclosed delimiter", "  2 │   b", "  3 │   c", "  4 │ )", "    │ └ mismatched closing delimiter (expected \"end\")"]
Enum.slice(picture.("[a,\n\n\n\n\nb)"), 3..7) # => ["  1 │ [a,", "    │ └ unclosed delimiter", " ...", "  6 │ b)", "    │  └ mismatched closing delimiter (expected \"]\")"]
Enum.slice(picture.("[a,#{String.duplicate("\n", 12)}b)"), 3..7) # => ["  1 │ [a,", "    │ └ unclosed delimiter", " ...", " 13 │ b)", "    │  └ mismatched closing delimiter (expected \"]\")"]
picture.("#{String.duplicate("\n", 97)}[a,#{String.duplicate("\n", 8)}b)") # => ["mismatched delimiter found on nofile:106:2:", "     error: unexpected token: )", "     │", "  98 │ [a,", "     │ └ unclosed delimiter", " ...", " 106 │ b)", "     │  └ mismatched closing delimiter (expected \"]\")", "     │", "     └─ nofile:106:2"]
picture.("x = [1,\ny\n\n\n") # => ["token missing on nofile:2:2:", "    error: missing terminator: ]", "    │", "  1 │ x = [1,", "    │     └ unclosed delimiter", "  2 │ y", "    │  └ missing closing delimiter (expected \"]\")", "    │", "    └─ nofile:2:2"]
Enum.slice(picture.("x = \"a"), 3..5) # => ["  1 │ x = \"a", "    │     │ └ missing closing delimiter (expected \")", "    │     └ unclosed delimiter"]
picture.("1 +\n") # => ["token missing on nofile:1:4:", "    error: syntax error: expression is incomplete", "    │", "  1 │ 1 +", "    │    ^", "    │", "    └─ nofile:1:4"]
picture.("a = *\n") # => ["invalid syntax found on nofile:1:5:", "    error: syntax error before: '*'", "    │", "  1 │ a = *", "    │     ^", "    │", "    └─ nofile:1:5"]
Enum.slice(picture.(String.duplicate(" ", 42) <> "a + ]"), 3..4) # => ["  1 │ ...                   a + ]", "    │                           ^"]
picture.(String.duplicate("a, ", 200)) # => ["invalid syntax found on nofile:1:2:", "   error: syntax error before: ','", "   └─ nofile:1:2"]
Enum.at(picture.("def f do\n  if a do\nend\n"), 1) # => "    error: missing terminator: end"

# What Code.string_to_quoted says of delimiters.
Code.string_to_quoted("[1)")  # => {:error, {[line: 1, column: 1, end_line: 1, end_column: 3, error_type: :mismatched_delimiter, opening_delimiter: :"[", closing_delimiter: :")", expected_delimiter: :"]"], "unexpected token: ", ")"}}
Code.string_to_quoted("f(\n") # => {:error, {[opening_delimiter: :"(", expected_delimiter: :")", line: 1, column: 2, end_line: 2, end_column: 1], "missing terminator: )", ""}}
Code.string_to_quoted("\"a")  # => {:error, {[opening_delimiter: :"\"", expected_delimiter: :"\"", line: 1, column: 1, end_line: 1, end_column: 3], "missing terminator: \" (for string starting at line 1)", ""}}
Code.string_to_quoted("1 +")  # => {:error, {[line: 1, column: 3], "syntax error before: ", ""}}
Code.string_to_quoted("1 + # more\n\n") # => {:error, {[line: 1, column: 5], "syntax error before: ", ""}}
