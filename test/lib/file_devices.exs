# File.open and devices, streams that are written, stat, links and copies.
folder = Path.join(System.tmp_dir!(), "cnx_file_devices_#{System.unique_integer([:positive])}")
file = Path.join(folder, "a.txt")
File.mkdir_p!(folder)
{:ok, device} = File.open(file, [:write])
IO.write(device, "one\ntwo\n")               # => :ok
File.close(device)                           # => :ok
File.open(file, [:read], fn d -> {IO.read(d, :line), IO.binread(d, 2), IO.read(d, :line), IO.read(d, :line)} end) # => {:ok, {"one\n", "tw", "o\n", :eof}}
File.open!(file, [:append], &IO.puts(&1, "more")) # => :ok
File.read!(file)                             # => "one\ntwo\nmore\n"
File.open(file, [:exclusive])                # => {:error, :eexist}
File.open(Path.join(folder, "no/where"))     # => {:error, :enoent}
Enum.map(File.stream!(file), &String.length/1) # => [4, 4, 5]
is_struct(Enum.into(["x\n", "y\n"], File.stream!(file)), File.Stream) # => true
File.read!(file)                             # => "x\ny\n"
File.touch!(file, {{2020, 2, 29}, {12, 30, 5}})
File.stat!(file, time: :posix).mtime         # => 1582979405
stat = File.stat!(file)
{stat.mtime, stat.size, stat.type, stat.access} # => {{{2020, 2, 29}, {12, 30, 5}}, 4, :regular, :read_write}
File.chmod!(file, 0o600)
rem(File.stat!(file).mode, 0o1000)           # => 384
File.stat(Path.join(folder, "none"))         # => {:error, :enoent}
File.copy(file, Path.join(folder, "b.txt"), 2) # => {:ok, 2}
File.ln_s!("a.txt", Path.join(folder, "link"))
File.read_link(Path.join(folder, "link"))    # => {:ok, "a.txt"}
{File.lstat!(Path.join(folder, "link")).type, File.stat!(Path.join(folder, "link")).type} # => {:symlink, :regular}
copy = folder <> "_copy"
{:ok, copied} = File.cp_r(folder, copy)
Enum.sort(Enum.map(copied, &Path.basename/1)) == Enum.sort([Path.basename(copy) | File.ls!(folder)]) # => true
File.cd!(copy, fn -> File.read!("b.txt") end) # => "x\n"
File.rm_rf!(copy) |> length() > 3            # => true
File.rm_rf!(folder) |> length() > 3          # => true
