# Base.
Base.encode16(<<1, 171>>)           # => "01AB"
Base.encode16("hi", case: :lower)   # => "6869"
Base.decode16!("6869")              # => "hi"
Base.decode16("6a", case: :lower)   # => {:ok, "j"}
Base.decode16!("zz")                # error: (ArgumentError) non-alphabet character found: "z" (byte 122)
Base.encode64("hello")              # => "aGVsbG8="
Base.encode64(<<251, 255>>)         # => "+/8="
Base.encode64("a", padding: false)  # => "YQ"
Base.url_encode64(<<251, 255>>)     # => "-_8="
Base.decode64("aGVsbG8=")           # => {:ok, "hello"}
Base.decode64("!!")                 # => :error
Base.decode64!("a")                 # error: (ArgumentError) incorrect padding
Base.decode64("YQ", padding: false) # => {:ok, "a"}

# Every byte goes there and back; alphabets of both cases.
all = for <<b <- Enum.reduce(0..255, "", &(&2 <> <<&1>>))>>, into: "", do: <<b, 255 - b>>
Base.decode16!(Base.encode16(all)) == all                               # => true
Base.decode64!(Base.encode64(all)) == all                               # => true
Base.url_decode64!(Base.url_encode64(all, padding: false), padding: false) == all # => true
Base.decode32!(Base.encode32(all)) == all                               # => true
Base.hex_decode32!(Base.hex_encode32(all, case: :lower), case: :lower) == all # => true
Base.decode16!("fFAb", case: :mixed)                                    # => <<255, 171>>
