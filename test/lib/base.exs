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
