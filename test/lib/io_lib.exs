# :io_lib.format/2: the controls with widths, precisions and padding.
text = fn format, args -> :io_lib.format(format, args) |> IO.chardata_to_string() end

text.("~s|~ts|~s", ["é", "é", ~c"é"]) # => "Ã©|é|é"
text.("~5s|~-5s|~3s|~8.3s|~.2s|", ["ab", "ab", "abcdef", "ab", :atom]) # => "   ab|ab   |abc|     ab |at|"
text.("~*s|~-*s|~.*f|", [4, "ab", 4, "ab", 2, 3.14159]) # => "  ab|ab  |3.14|"
text.("~w|~5w|~3w|~8.3w|~-5w|", ["a", :b, 12_345, 12_345, :b]) # => "<<97>>|    b|***|     ***|b    |"
text.("~p ~tp ~p ~p", ["é", "é", ~c"ab", [1 | 2]]) # => "<<\"Ã©\">> <<\"é\"/utf8>> \"ab\" [1|2]"
text.("~p ~p ~w", [%{a: "q\"x"}, [:"A b", 1.0], ~c"ab"]) # => "\#{a => <<\"q\\\"x\">>} ['A b',1.0] [97,98]"
text.("~f|~8.2f|~-8.1f|~3f|~e|~g|~g|", [1.5, 1.5, 1.5, 1.5, 1.5, 0.001, 1.5]) # => "1.500000|    1.50|1.5     |***|1.50000e+0|1.00000e-3|1.50000|"
text.("~b|~.16b|~.16B|~8.2.0B|~.16#|~.16+|~.16x|", [10, 255, 255, 5, 255, -255, 255, ~c"0x"]) # => "10|ff|FF|00000101|16#FF|-16#ff|0xff|"
text.("~c|~3c|~tc|~~|~i~n", [?a, ?b, 8364, 1]) # => "a|bbb|€|~|\n"
text.(~c"abc", []) # => "abc"
:io_lib.format("a~w", [1]) |> is_list() # => true

text.("~f", [1]) # error: (ArgumentError) argument error
text.("~w", []) # error: (ArgumentError) argument error
text.("~w", [1, 2]) # error: (ArgumentError) argument error
text.("~q", [1]) # error: (ArgumentError) argument error
text.("~5", [1]) # error: (ArgumentError) argument error
