# String: splitting.
String.split("a b  c ")                            # => ["a", "b", "c"]
String.split("a\u00A0b c")                         # => ["a b", "c"]
String.split("a,b,c", ",")                         # => ["a", "b", "c"]
String.split("a,b;c", [",", ";"])                  # => ["a", "b", "c"]
String.split("a,b,c", ",", parts: 2)               # => ["a", "b,c"]
String.split(",a,,b", ",")                         # => ["", "a", "", "b"]
String.split(",a,,b", ",", trim: true)             # => ["a", "b"]
String.split(",,a,b,c", ",", trim: true, parts: 2) # => ["a", "b,c"]
String.split("abc", "")                            # => ["", "a", "b", "c", ""]
String.split("abc", "", trim: true)                # => ["a", "b", "c"]
String.split("", ",")                              # => [""]
String.split("", ",", trim: true)                  # => []
String.split("", "")                               # => ["", ""]
String.split(5)                                    # error: (ArgumentError) errors were found at the given arguments:
String.split("a b", 5)                             # error: (ArgumentError) errors were found at the given arguments:
String.splitter("a b c", " ") |> Enum.take(2)      # => ["a", "b"]
