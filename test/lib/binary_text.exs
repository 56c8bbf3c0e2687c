# Building binaries: texts in other encodings, and strings that grow.
<<"hé"::utf16>>                                                  # => <<0, 104, 0, 233>>
<<"hé"::utf16-little>>                                           # => <<104, 0, 233, 0>>
<<"hé"::utf32>>                                                  # => <<0, 0, 0, 104, 0, 0, 0, 233>>
<<"𝄞"::utf16>>                                                   # => <<216, 52, 221, 30>>
(fn <<"hé"::utf16, rest::binary>> -> rest end).(<<"héx"::utf16>>) # => <<0, 120>>
Enum.reduce(1..5, "", fn i, acc -> acc <> "#{i}," end)           # => "1,2,3,4,5,"
a = "x"
b = a <> "y"
{a, b, b <> "z", b <> "w"}                                       # => {"x", "xy", "xyz", "xyw"}
to_string([0x110000])                                            # error: (UnicodeConversionError) invalid code point 1114112
to_string(["a" | "b"])                                           # => "ab"
List.to_string([<<255>>])                                        # error: (UnicodeConversionError) invalid encoding starting at <<255>>
