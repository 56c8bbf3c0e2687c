# Regex: what matches, and where.
"foo123" =~ ~r/\d{3}/                                          # => true
"foo" =~ "oo"                                                  # => true
"abc" =~ ""                                                    # => true
:a =~ "a"                                                      # error: (FunctionClauseError) no function clause matching in Kernel.=~/2
Regex.run(~r/(\w+)@(\w+)/, "me@home x")                        # => ["me@home", "me", "home"]
Regex.run(~r/z/, "abc")                                        # => nil
Regex.run(~r/(a)?(b)(c)?/, "b")                                # => ["b", "", "b"]
Regex.run(~r/b(.)/, "abcd", capture: :all_but_first)           # => ["c"]
Regex.run(~r/b(.)/, "abcd", capture: :first)                   # => ["bc"]
Regex.run(~r/b(.)/, "abcd", capture: :none)                    # => []
Regex.run(~r/(?<x>b)(?<y>z)?/, "b", capture: :all_names)       # => ["b", ""]
Regex.run(~r/(?<x>b)(.)/, "abcd", capture: [2, "x", :x, 9])    # => ["c", "b", "b", ""]
Regex.run(~r/a(b)(x)?(c)/, "abc", return: :index)              # => [{0, 3}, {1, 1}, {-1, 0}, {2, 1}]
Regex.run(~r/a/, "aba", return: :index, offset: 1)             # => [{2, 1}]
Regex.run(~r/a/, "ab", return: :text)                          # error: (ArgumentError) argument error
Regex.run("a", "b")                                            # error: (FunctionClauseError) no function clause matching in Regex.run/3
Regex.scan(~r/(\w)(\d)/, "a1 b2")                              # => [["a1", "a", "1"], ["b2", "b", "2"]]
Regex.scan(~r/a*/, "baac")                                     # => [[""], ["aa"], [""], [""]]
Regex.scan(~r//u, "éa")                                        # => [[""], [""], [""]]
Regex.scan(~r//, "éa")                                         # => [[""], [""], [""], [""]]
Regex.scan(~r/^\w/m, "ab\ncd")                                 # => [["a"], ["c"]]
Regex.named_captures(~r/(?<y>\d+)-(?<m>\d\d)/, "2024-05")      # => %{"m" => "05", "y" => "2024"}
Regex.named_captures(~r/a(?<x>b)/, "ab", return: :index)       # => %{"x" => {1, 1}}
Regex.names(~r/(?<b>.)(?<a>.)/)                                # => ["a", "b"]
Regex.match?(~r/\p{Lu}/u, "É")                                 # => true
Regex.run(~r/a.c/s, "a\nc")                                    # => ["a\nc"]
Regex.run(~r/a/u, <<255>>)                                     # error: (ArgumentError) argument error
Regex.run(~r/a/, <<255, ?a>>)                                  # => ["a"]
Regex.match?(~r/^(a+)+$/, String.duplicate("a", 40) <> "b")    # error: (RuntimeError) the regex /^(a+)+$/ takes too many steps to match a string of 41 bytes
