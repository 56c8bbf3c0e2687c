# Streams of files are read as far as they are taken.
path = Path.join(System.tmp_dir!(), "cnx_file_stream_#{System.unique_integer([:positive])}")
File.write!(path, "\uFEFFone\ntwo\n\nlast")
File.stream!(path) |> Enum.to_list()                            # => ["\uFEFFone\n", "two\n", "\n", "last"]
File.stream!(path, [:trim_bom]) |> Enum.to_list()               # => ["one\n", "two\n", "\n", "last"]
File.stream!(path, [], 4) |> Enum.to_list()                     # => ["\uFEFFo", "ne\nt", "wo\n\n", "last"]
File.stream!(path, [:trim_bom], 5) |> Enum.to_list()            # => ["one\nt", "wo\n\nl", "ast"]
File.stream!(path) |> Stream.map(&String.trim/1) |> Enum.take(2) # => ["\uFEFFone", "two"]
File.stream!(path) |> Enum.zip(1..2) |> length()                # => 2
line = String.duplicate("x", 100_000) <> "\n"
File.write!(path, [line, line, "end"])
File.stream!(path) |> Enum.map(&byte_size/1)                    # => [100001, 100001, 3]
File.stream!(path, [], 70_000) |> Enum.map(&byte_size/1)        # => [70000, 70000, 60005]
Enum.into(["a", "b"], File.stream!(path)) |> Enum.to_list()     # => ["ab"]
Enum.into(["c"], File.stream!(path, [:append])) |> Enum.to_list() # => ["abc"]
File.write!(path, "")
File.stream!(path) |> Enum.to_list()                            # => []
File.rm!(path)
stream = File.stream!("no/such/file")
Enum.to_list(stream)                                            # error: (File.Error) could not stream "no/such/file": no such file or directory
