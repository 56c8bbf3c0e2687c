# What is odd about text that parses (after Elixir 1.14: Code.with_diagnostics), and where: a line each.
odd = fn source, options -> {_, found} = Code.with_diagnostics(fn -> Code.string_to_quoted(source, options) end); Enum.map(found, &{&1.position, &1.message}) end
said = fn source -> Enum.map(odd.(source, []), fn {where, text} -> {where, hd(String.split(text, "\n"))} end) end
# --- characters ---
said.("?\\z") # => [{{1, 1}, "unknown escape sequence ?\\z, use ?z instead"}]
said.("?\\x") # => [{{1, 1}, "unknown escape sequence ?\\x, use ?x instead"}]
said.("[?a, ? ]") # => [{{1, 6}, "found ? followed by code point 0x20 (space), please use ?\\s instead"}]
said.("?\t") # => [{{1, 1}, "found ? followed by code point 0x9 (tab), please use ?\\t instead"}]
said.("?\n") # => [{{1, 1}, "found ? followed by code point 0xA (newline), please use ?\\n instead"}]
said.("?\\ ") # => [{{1, 1}, "found ?\\ followed by code point 0x20 (space), please use ?\\s instead"}]
said.("[?\\(, ?\\\\, ?\\n, ?\\0, ?é, ?(, ?\\é]") # => []
# --- quotes ---
said.("x = 'abc'") # => [{{1, 5}, "single-quoted strings represent charlists. Use ~c\"\" if you indeed want a charlist or use \"\" instead"}]
said.("'a\#{'b'}'") # => [{{1, 5}, "single-quoted strings represent charlists. Use ~c\"\" if you indeed want a charlist or use \"\" instead"}, {{1, 1}, "single-quoted strings represent charlists. Use ~c\"\" if you indeed want a charlist or use \"\" instead"}]
said.("'''\na\n'''") # => [{{1, 1}, "single-quoted string represent charlists. Use ~c''' if you indeed want a charlist or use \"\"\" instead"}]
said.("['a b': 1]") # => [{{1, 2}, "single quotes around keywords are deprecated. Use double quotes instead"}]
said.("[\"a b\": 1, \"A\": 2, \"1\": 3, \"a\#{1}\": 4, \"a@b\": 5, \"\": 6, \"?\": 7]") # => []
odd.("[\"a_1?\": 1]", []) # => [{{1, 2}, "found quoted keyword \"a_1?\" but the quotes are not required. Note that keywords are always atoms, even when quoted. Similar to atoms, keywords made exclusively of ASCII letters, numbers, and underscores and not beginning with a number do not require quotes"}]
odd.(":\"ok\"", []) # => [{{1, 1}, "found quoted atom \"ok\" but the quotes are not required. Atoms made exclusively of ASCII letters, numbers, underscores, beginning with a letter or underscore, and optionally ending with ! or ? do not require quotes"}]
odd.("m.\"f!\"()", []) # => [{{1, 3}, "found quoted call \"f!\" but the quotes are not required. Calls made exclusively of Unicode letters, numbers, and underscores and not beginning with a number do not require quotes"}]
said.("[:\"a b\", m.\"f g\"(), m.'f g'(), ~c'a', ~s'b', :'a b', :\"A\"]") # => []
# --- heredocs ---
said.("x = \"\"\"\n  a\n b\n  \"\"\"") # => [{{3, 5}, "outdented heredoc line. The contents inside the heredoc should be indented at the same level as the closing \"\"\". The following is forbidden:"}]
said.("~S\"\"\"\n  a\nb\nc\n  \"\"\"") # => [{{3, 3}, "outdented heredoc line. The contents inside the heredoc should be indented at the same level as the closing \"\"\". The following is forbidden:"}]
said.("\"\"\"\n  a\#{\"\"\"\n  b\n  \"\"\"}\n\n  \r\n \n  c\n  \"\"\"") # => []
# --- operators and names ---
said.(":::") # => [{{1, 1}, "atom ::: must be written between quotes, as in :\"::\", to avoid ambiguity"}]
said.("a &&&& b") # => [{{1, 3}, "found \"&&&\" followed by \"&\", please use a space between \"&&&\" and the next \"&\""}]
said.("a |||| b") # => [{{1, 3}, "found \"|||\" followed by \"|\", please use a space between \"|||\" and the next \"|\""}]
said.("a ++++b") # => [{{1, 3}, "found \"+++\" followed by \"+\", please use a space between \"+++\" and the next \"+\""}]
said.("a ^^^ b") # => [{{1, 3}, "^^^ is deprecated. It is typically used as xor but it has the wrong precedence, use Bitwise.bxor/2 instead"}]
said.("a <|> b") # => [{{1, 3}, "<|> is deprecated. Use another pipe-like operator"}]
said.("{&^^^/2, &<|>/2, [^^^: 1], ~~~a, m.^^^(1, 2)}") # => []
said.("x?=1") # => [{{1, 1}, "found identifier \"x?\", ending with \"?\", followed by =. It is unclear if you mean \"x ?=\" or \"x? =\". Please add a space before or after ? to remove the ambiguity"}]
said.("y = :x!=1") # => [{{1, 5}, "found atom \":x!\", ending with \"!\", followed by =. It is unclear if you mean \":x !=\" or \":x! =\". Please add a space before or after ! to remove the ambiguity"}]
said.("x? = 1; y=1; f?(1)") # => []
# --- grammar ---
said.("f(a: 1,)") # => [{{1, 7}, "trailing commas are not allowed inside function/macro call arguments"}]
said.("{[1, 2,], [a: 1,], %{a: 1,}, x[a]}") # => []
said.("fn -> end") # => [{{1, 4}, "an expression is always required on the right side of ->. Please provide a value after ->"}]
said.("case a do\n b ->\nend") # => [{{2, 4}, "an expression is always required on the right side of ->. Please provide a value after ->"}]
said.("(-> 1)") # => []
said.("f(())") # => [{{1, 3}, "invalid expression (). If you want to invoke or define a function, make sure there are no spaces between the function name and its arguments. If you wanted to pass an empty block or code, pass a value instead, such as a nil or an atom"}]
Enum.map(said.("f ()"), &elem(&1, 0)) # => [{1, 3}]
said.("{(;), fn () -> 1 end, f(), f.(), m.f()}") # => []
said.("not a in b") # => [{{1, 7}, "\"not expr1 in expr2\" is deprecated, use \"expr1 not in expr2\" instead"}]
said.("!a in b") # => [{{1, 4}, "\"not expr1 in expr2\" is deprecated, use \"expr1 not in expr2\" instead"}]
said.("{(not a) in b, not (a in b), a not in b}") # => []
said.("foo 1 |> bar 2 |> baz 3") # => [{{1, 16}, "parentheses are required when piping into a function call. For example:"}, {{1, 7}, "parentheses are required when piping into a function call. For example:"}]
odd.("a ~> b 1", []) # => [{{1, 3}, "parentheses are required when piping into a function call. For example:\n\n    foo 1 ~> bar 2 ~> baz 3\n\nis ambiguous and should be written as\n\n    foo(1) ~> bar(2) ~> baz(3)\n\nAmbiguous pipe found at:"}]
said.("a |> b(c) |> (d e) |> f do 1 end") # => []
said.("f a, b: g c, d") # => [{1, "missing parentheses for expression following \"b:\" keyword. Parentheses are required to solve ambiguity inside keywords."}]
said.("f a, b: g(c, d)") # => []
said.("f do 1 end + g 2, 3") # => [{1, "missing parentheses on expression following operator \"+\", you must add parentheses to avoid ambiguities"}]
said.("f do 1 end + g(2, 3)") # => []
# --- what is shown ---
odd.("'a'; b ^^^ c", emit_warnings: false) # => []
said.("'a' )") # => []
Enum.map(said.("'a' 1"), &elem(&1, 0)) # => [{1, 1}]
elem(Code.with_diagnostics(fn -> Code.eval_string("? ") end), 0) # => {32, []}
length(elem(Code.with_diagnostics(fn -> Code.eval_string("? ") end), 1)) # => 1
length(elem(Code.with_diagnostics(fn -> Code.format_string!("? ") end), 1)) # => 0
