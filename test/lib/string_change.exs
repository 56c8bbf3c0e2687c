# String: trimming, padding, replacing, comparing.
String.trim("  hi \n")                                    # => "hi"
String.trim("\u00A0\u2003hi\u3000")                       # => "hi"
String.trim_leading("  hi ")                              # => "hi "
String.trim_trailing("hi  ")                              # => "hi"
String.trim("xxhixx", "x")                                # => "hi"
String.trim(5)                                            # error: (FunctionClauseError) no function clause matching in String.trim/1
String.replace("a-b-c", "-", "+")                         # => "a+b+c"
String.replace("a-b-c", "-", "+", global: false)          # => "a+b-c"
String.replace("abcb", "b", fn m -> String.upcase(m) end) # => "aBcB"
String.replace("aXbY", ["X", "Y"], "_")                   # => "a_b_"
String.replace("ab", "", "-")                             # => "-a-b-"
String.replace("a", 1, "b")                               # error: (ArgumentError) errors were found at the given arguments:
String.replace_prefix("foobar", "foo", "x")               # => "xbar"
String.replace_suffix("foobar", "bar", "")                # => "foo"
String.replace_leading("aaab", "a", "z")                  # => "zzzb"
String.replace_trailing("baaa", "a", "z")                 # => "bzzz"
String.pad_leading("5", 6, ["a", "b"])                    # => "ababa5"
String.pad_trailing("ab", 5)                              # => "ab   "
String.pad_leading("é", 3)                                # => "  é"
String.pad_leading("a", "3")                              # error: (FunctionClauseError) no function clause matching in String.pad_leading/3
String.duplicate("ab", 3)                                 # => "ababab"
String.duplicate("a", -1)                                 # error: (ArgumentError) errors were found at the given arguments:
String.bag_distance("abc", "abd")                         # => 0.6666666666666667
String.jaro_distance("martha", "marhta")                  # => 0.9444444444444445
String.jaro_distance("dixon", "dicksonx")                 # => 0.7666666666666666
String.jaro_distance("a", "b")                            # => 0.0
String.jaro_distance("abc", "cbacbacba")                   # => 0.5555555555555555
String.jaro_distance("cbacbacba", "abcabcabcabc")          # => 0.6944444444444445
String.myers_difference("abc", "adc")                     # => [eq: "a", del: "b", ins: "d", eq: "c"]
String.chunk("abc\0d", :printable)                        # => ["abc", <<0>>, "d"]
