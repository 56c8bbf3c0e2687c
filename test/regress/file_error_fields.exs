# Files read by C raise what File's own functions raise.
try do Safetensors.read!("/nope/a") rescue e in File.Error -> e end # => %File.Error{reason: :enoent, path: "/nope/a", action: "read file"}
Safetensors.read!("/nope/a") # error: (File.Error) could not read file "/nope/a": no such file or directory
try do Cnx.Data.npy("/nope/b") rescue e in File.Error -> {e.reason, e.path} end # => {:enoent, "/nope/b"}
inspect(try do File.read!("/nope") rescue e -> e end) # => "%File.Error{reason: :enoent, path: \"/nope\", action: \"read file\"}"
