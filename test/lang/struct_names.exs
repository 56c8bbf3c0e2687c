# What stands for a struct's name, and what is said where it is none.
Code.eval_string("x = 1; %x{}")   # error: (CompileError) expected struct name to be a compile time atom or alias, got: x
Code.eval_string("%f(1).a{}")   # error: (CompileError) expected struct name to be a compile time atom or alias, got: f(1).a
Code.eval_string("%:a{}")   # error: (CompileError) :a.__struct__/1 is undefined, cannot expand struct :a. Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code
Code.eval_string("fn %Nope{} -> 1 end")   # error: (CompileError) Nope.__struct__/0 is undefined, cannot expand struct Nope. Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code
# --- names are the same however their letters are composed ---
elem(Code.eval_string("e\u0301 = 1; \u00E9 + 1"), 0) # => 2
elem(Code.eval_string("\u00B5 = 1; \u03BC + 1"), 0) # => 2
Code.string_to_quoted!("[e\u0301: 1]") == ["\u00E9": 1] # => true
