# What no source has that people write: too many of something, trees that no text gives.
many = fn n, text -> Enum.map_join(1..n, ", ", fn _ -> text end) end
Code.eval_string("IO.puts(#{many.(300, "1")})")   # error: (CompileError) a call with 300 arguments, 255 are possible
Code.eval_string("{#{many.(300, "_")}} = {1}")   # error: (CompileError) a tuple pattern of 300 elements, 255 are possible
Code.eval_string("x = []; [#{many.(5000, "x")} | x]")   # error: (CompileError) a list with a tail has more than 4096 items
Code.eval_string("x = 1; {#{many.(33000, "x")}}")   # error: (CompileError) a function needs more than 32512 values at once
strings = Enum.map_join(1..33000, "; ", &"String.length(\"#{&1}\")")
Code.eval_string("fn -> #{strings} end")   # error: (CompileError) a function has more than 32766 constants
Code.eval_quoted({:%{}, [], [1]})   # error: (CompileError) expected key-value pairs in a map, got: 1
Code.eval_quoted({:->, [], [[1], 2]})   # error: (CompileError) misplaced operator ->
Code.eval_quoted({:__aliases__, [], [1, :Bar]})   # error: (CompileError) invalid alias: "1.Bar". If you wanted to define an alias, an alias must expand to an atom at compile time but it did not, you may use Module.concat/2 to build it at runtime. If instead you wanted to invoke a function or access a field, wrap the function or field name in double quotes
