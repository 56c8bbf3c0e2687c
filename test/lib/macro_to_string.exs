# Macro.to_string/1: the text reads back as the same term.
text = fn source -> Macro.to_string(Code.string_to_quoted!(source)) end

# what a dot, a bracket or a call follows keeps its parentheses
text.("(a + b)[c]") # => "(a + b)[c]"
text.("(-a)[c]") # => "(-a)[c]"
text.("(not a).b") # => "(not a).b"
text.("(-1)[:a]") # => "(-1)[:a]"
text.("(&A.f/1)[x]") # => "(&A.f/1)[x]"
text.("&(&1 + 1)[c]") # => "&(&1 + 1)[c]"
text.("(a |> b).(c)") # => "(a |> b).(c)"
text.("(if a do b end)[c]") # => "(if a do\n   b\n end)[c]"
text.("(case a do x -> x end).f(1)") # => "(case a do\n   x -> x\n end).f(1)"
text.("(@f A).(1)") # => "(@f(A)).(1)"
text.("@a[b]") # => "@a[b]"
text.("m[a: 1]") # => "m[a: 1]"

# names that need quotes have them
text.("a.\"b c\"(1)") # => "a.\"b c\"(1)"

# clauses and blocks within others
text.("case a do b -> (c -> d) end") # => "case a do\n  b -> (c -> d)\nend"
text.("fn -> (a -> b) end") # => "fn -> (a -> b) end"
text.("if (for x <- y do x end) do 1 end") # => "if (for x <- y do\n      x\n    end) do\n  1\nend"
text.("fn [a: 1] -> 2 end") # => "fn [a: 1] -> 2 end"
text.("%{(a | b) | c: 1}") # => "%{(a | b) | c: 1}"
text.("@(!a)") # => "@(!a)"
text.("& &1") # => "& &1"

# a segment's value
text.("<<(~s(a))::binary>>") # => "<<(~s(a))::binary>>"
text.("<<(<<1>>)::bits>>") # => "<<(<<1>>)::bits>>"

# strings stay strings
Macro.to_string("\0a\x01") # => "\"\\0a\\x01\""
