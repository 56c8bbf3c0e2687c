# An escaped #{ counts as one of the characters that :printable_limit lets through.
inspect("a\#{b", printable_limit: 2) # => "\"a\\\#{\" <> ..."
inspect("\#{b", printable_limit: 1)  # => "\"\\\#{\" <> ..."
