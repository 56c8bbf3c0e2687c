# Code.format_string!/2 and format_file!/2: iodata, without and with a newline at the end.
IO.iodata_to_binary(Code.format_string!("f  x,y"))              # => "f(x, y)"
IO.iodata_to_binary(Code.format_string!("if a,do: b"))          # => "if a, do: b"
Code.format_string!("\n\n")                                     # => []
locals = [locals_without_parens: [f: 1, g: :*]]
IO.iodata_to_binary(Code.format_string!("f x\ng x, y\nh x", locals)) # => "f x\ng x, y\nh(x)"
IO.iodata_to_binary(Code.format_string!("f(aa, bb)", line_length: 6)) # => "f(\n  aa,\n  bb\n)"
IO.iodata_to_binary(Code.format_string!("if a, do: b", force_do_end_blocks: true)) # => "if a do\n  b\nend"
modifiers = [normalize_bitstring_modifiers: false]
IO.iodata_to_binary(Code.format_string!("<<a::binary(), b::mine>>")) # => "<<a::binary, b::mine()>>"
IO.iodata_to_binary(Code.format_string!("<<a::binary(), b::mine>>", modifiers)) # => "<<a::binary(), b::mine>>"
Code.format_string!("f(", file: "a.ex", line: 7)                # error: (TokenMissingError) token missing on a.ex:7:3:
Code.format_string!("f(", [])                                   # error: (TokenMissingError) token missing on nofile:1:3:
Code.format_string!("~W(a)", sigils: [W: fn s, _ -> s end])     # error: (ArgumentError) cnx formats no sigils: the option :sigils of Code.format_string!/2 is not supported
Code.format_string!("f x", 1)                                   # error: (FunctionClauseError) no function clause matching in Code.format_string!/2
Code.string_to_quoted("f x", 1)                                 # error: (FunctionClauseError) no function clause matching in Code.string_to_quoted/2
Code.string_to_quoted_with_comments("f x", 1)                   # error: (FunctionClauseError) no function clause matching in Code.string_to_quoted_with_comments/2
Code.format_string!("f x", locals_without_parens: [1])          # error: (ArgumentError) expected :locals_without_parens to be a keyword list of arities, [name: 2, other: :*]

path = Path.join(System.tmp_dir!(), "cnx_format_#{System.unique_integer([:positive])}.ex")
File.write!(path, "x   = 'a'\n")
IO.iodata_to_binary(Code.format_file!(path))                    # => "x = ~c\"a\"\n"
File.rm!(path)                                                  # => :ok
