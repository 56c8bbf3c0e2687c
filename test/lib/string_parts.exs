# String: characters and questions.
String.length("añb")                     # => 3
String.length("👨‍👩‍👧e\u0301\r\n")        # => 3
String.length(:abc)                      # error: (FunctionClauseError) no function clause matching in String.length/1
String.at("hello", -1)                   # => "o"
String.at("hi", 9)                       # => nil
String.slice("hello world", 6, 3)        # => "wor"
String.slice("hello", 1..-2//1)          # => "ell"
String.slice("héllo", -3, 2)             # => "ll"
String.slice("hi", 5, 2)                 # => ""
String.first("")                         # => nil
String.last("xyz")                       # => "z"
String.reverse("ae\u0301b")              # => "béa"
String.graphemes("ae\u0301x🇩🇪")          # => ["a", "é", "x", "🇩🇪"]
String.codepoints("ae\u0301")            # => ["a", "e", "́"]
String.next_grapheme("abc")              # => {"a", "bc"}
String.split_at("hello", -1)             # => {"hell", "o"}
String.starts_with?("hello", ["x", "h"]) # => true
String.ends_with?("hello", "lo")         # => true
String.contains?("hello", ["z", "o"])    # => true
String.contains?("a", nil)               # error: (ArgumentError) errors were found at the given arguments:
String.valid?(<<255>>)                   # => false
String.printable?("a\n")                 # => true
String.printable?(<<0>>)                 # => false
String.equivalent?("é", "e\u0301")       # => true
