# StringIO: a string is read, another written.
{:ok, device} = StringIO.open("héllo\nworld\nlast")
IO.read(device, 3)                           # => "hél"
IO.read(device, :line)                       # => "lo\n"
IO.write(device, "a")                        # => :ok
IO.puts(device, :b)                          # => :ok
IO.inspect(device, [1, 2], label: "x")       # => [1, 2]
StringIO.contents(device)                    # => {"world\nlast", "ab\nx: [1, 2]\n"}
StringIO.flush(device)                       # => "ab\nx: [1, 2]\n"
Enum.to_list(IO.stream(device, :line))       # => ["world\n", "last"]
IO.read(device, :line)                       # => :eof
StringIO.close(device)                       # => {:ok, {"", ""}}
StringIO.open("q", fn device -> IO.read(device, :eof) end) # => {:ok, "q"}
{:ok, asks} = StringIO.open("abc\n", capture_prompt: true)
IO.gets(asks, "> ")                          # => "abc\n"
StringIO.contents(asks)                      # => {"", "> "}
is_pid(asks)                                 # => true
