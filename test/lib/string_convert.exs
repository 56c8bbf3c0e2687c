# String: numbers and atoms.
String.to_integer("123")                            # => 123
String.to_integer("-ff", 16)                        # => -255
String.to_integer("+7")                             # => 7
String.to_integer("12a")                            # error: (ArgumentError) errors were found at the given arguments:
String.to_integer("12", 99)                         # error: (ArgumentError) errors were found at the given arguments:
String.to_integer("123456789012345678901234567890") # => 123456789012345678901234567890
String.to_float("1.5e3")                            # => 1500.0
String.to_float("1")                                # error: (ArgumentError) errors were found at the given arguments:
String.to_atom("hello")                             # => :hello
String.to_atom(1)                                   # error: (ArgumentError) errors were found at the given arguments:
String.to_existing_atom("never_seen_atom_31415")    # error: (ArgumentError) errors were found at the given arguments:
to_string([72, "i", [33]])                          # => "Hi!"
to_string({1})                                      # error: (Protocol.UndefinedError) protocol String.Chars not implemented for {1} of type Tuple
