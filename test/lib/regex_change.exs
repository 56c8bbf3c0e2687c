# Regex: splitting and replacing.
Regex.split(~r/[,;]\s*/, "a, b;c")                               # => ["a", "b", "c"]
Regex.split(~r/x/, "axbxc", parts: 2)                            # => ["a", "bxc"]
Regex.split(~r//, "abc")                                         # => ["", "a", "b", "c", ""]
Regex.split(~r//, "abc", trim: true)                             # => ["a", "b", "c"]
Regex.split(~r/b/, "")                                           # => [""]
Regex.split(~r/b/, "", trim: true)                               # => []
Regex.split(~r{a(?<b>b)c}, "xabcy", on: [:b])                    # => ["xa", "cy"]
Regex.split(~r{a(?<b>b)c}, "xabcy", on: [:b], include_captures: true) # => ["xa", "b", "cy"]
Regex.split(~r/(x)/, "xabx", include_captures: true, trim: true) # => ["x", "ab", "x"]
Regex.split(~r/b/, "abc", parts: 0)                              # error: (FunctionClauseError) no function clause matching in Regex.parts_to_index/1
String.split("a1b22c", ~r/\d+/)                                  # => ["a", "b", "c"]
Regex.replace(~r/a+/, "caaat", "o")                              # => "cot"
Regex.replace(~r/(\w+) (\w+)/, "hello world", "\\2 \\1")         # => "world hello"
Regex.replace(~r/(a)(b)?/, "ab ac", "[\\0\\g{1}\\2\\\\x\\5]")    # => "[abab\\x] [aa\\x]c"
Regex.replace(~r/a/, "aa", "b", global: false)                   # => "ba"
Regex.replace(~r/(a)(b)?/, "ab ac", fn all, a, b -> "<#{all}#{a}#{b}>" end) # => "<abab> <aa>c"
Regex.replace(~r/(a)(b)?/, "ab ac", fn all -> "<#{all}>" end)    # => "<ab> <a>c"
Regex.replace(~r/a/, 5, "b")                                     # error: (FunctionClauseError) no function clause matching in Regex.replace/4
Regex.replace(~r/a/, "a", ["x"])                                 # error: (FunctionClauseError) no function clause matching in Regex.precompile_replacement/1
String.replace("2024-05-06", ~r/(\d+)-(\d+)-(\d+)/, "\\3/\\2/\\1") # => "06/05/2024"
String.replace("abc", ~r/b/, fn x -> x <> x end)                 # => "abbc"
Regex.escape("a.b*c d\n")                                        # => "a\\.b\\*c\\ d\\\n"
