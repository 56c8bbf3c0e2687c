# String: case and normal forms.
String.upcase("straße é ﬁ")                      # => "STRASSE É FI"
String.upcase("aé", :ascii)                      # => "Aé"
String.downcase("ÀBC İ")                         # => "àbc i̇"
String.capitalize("hELLO wORLD")                 # => "Hello world"
String.capitalize("ßa")                          # => "Ssa"
String.capitalize("éa")                          # => "Éa"
String.upcase(nil)                               # error: (FunctionClauseError) no function clause matching in String.upcase/2
String.normalize("e\u0301", :nfc) |> byte_size() # => 2
