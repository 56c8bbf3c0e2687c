# IO, File, System and the process dictionary.
IO.puts("plain") # prints: plain
IO.puts(["a", ?b, ["c"]]) # prints: abc
IO.inspect([1, 2], label: "list") # prints: list: [1, 2]
IO.iodata_to_binary(["a", [?b, ["c"]], 100]) # => "abcd"
IO.iodata_length(["abc", [1, 2]]) # => 5
dir = Path.join(System.tmp_dir!(), "cnx_io_file_#{System.pid()}")
File.mkdir_p(Path.join(dir, "a/b")) # => :ok
file = Path.join(dir, "x.txt")
File.write(file, ["one\n", "two\nthree"]) # => :ok
File.read(file) # => {:ok, "one\ntwo\nthree"}
File.write!(file, "\nfour", [:append]) # => :ok
File.stream!(file) |> Enum.map(&String.trim/1) # => ["one", "two", "three", "four"]
Enum.sort(File.ls!(dir)) # => ["a", "x.txt"]
{File.exists?(file), File.dir?(dir), File.regular?(dir)} # => {true, true, false}
length(File.rm_rf!(dir)) # => 4
File.read(file) # => {:error, :enoent}
System.put_env("CNX_TEST_NAME", "1") # => :ok
System.get_env("CNX_TEST_NAME") # => "1"
System.get_env("CNX_TEST_MISSING", "other") # => "other"
System.convert_time_unit(-1, :millisecond, :second) # => -1
Process.put(:key, 1) # => nil
{Process.get(:key), Process.get(:missing, 5)} # => {1, 5}
elem(:timer.tc(fn -> :done end), 1) # => :done
