# Base: 32 letters.
Base.encode32("foobar") # => "MZXW6YTBOI======"
Base.encode32("fooba", case: :lower) # => "mzxw6ytb"
Base.encode32("foob", padding: false) # => "MZXW6YQ"
Base.hex_encode32("foo") # => "CPNMU==="
Base.decode32("MZXW6YTBOI======") # => {:ok, "foobar"}
Base.decode32("mzxw6ytboi======", case: :lower) # => {:ok, "foobar"}
Base.decode32("MZXW6YTBOI", padding: false) # => {:ok, "foobar"}
Base.decode32("MZXW6YTBOI") # => :error
Base.decode32("m") # => :error
Base.hex_decode32!("CPNMUOJ1E8======") # => "foobar"
