# Building binaries: what does not fit a segment.
id = fn x -> x end
<<id.("a")::8>>                 # error: (ArgumentError) construction of binary failed: segment 1 of type 'integer': expected an integer but got: "a"
<<1, id.(:a)::float>>           # error: (ArgumentError) construction of binary failed: segment 2 of type 'float': expected a float or an integer but got: :a
<<id.(1)::binary>>              # error: (ArgumentError) construction of binary failed: segment 1 of type 'binary': expected a binary but got: 1
<<id.(<<1::3>>)::binary>>       # error: (ArgumentError) construction of binary failed: segment 1 of type 'binary': the size of the value <<1::size(3)>> is not a multiple of the unit for the segment
<<id.("abc")::binary-size(5)>>  # error: (ArgumentError) construction of binary failed: segment 1 of type 'binary': the value "abc" is shorter than the size of the segment
<<"abc", 1::size(id.(-1))>>     # error: (ArgumentError) construction of binary failed: segment 2 of type 'integer': expected a non-negative integer as size but got: -1
<<id.(-1)::utf8>>               # error: (ArgumentError) construction of binary failed: segment 1 of type 'utf8': expected a non-negative integer encodable as utf8 but got: -1
<<1.0::float-size(id.(17))>>    # error: (ArgumentError) construction of binary failed: segment 1 of type 'float': expected one of the supported sizes 16, 32, or 64 but got: 17
"a" <> id.(:b) <> "c"           # error: (ArgumentError) construction of binary failed: segment 2 of type 'binary': expected a binary but got: :b
"a" <> :b                       # error: (ArgumentError) expected binary argument in <> operator but got: :b
