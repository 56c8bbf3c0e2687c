# Copying, linking and removing: modes and links are kept, what links lead to stays, errors name both paths.
folder = Path.join(System.tmp_dir!(), "cnx_file_copy_#{System.unique_integer([:positive])}")
home = File.cwd!()
File.mkdir_p!(Path.join(folder, "d/e"))
File.cd!(folder)
File.write!("d/e/x", "1")
File.ln_s!("d", "link")
{File.rm_rf("link"), File.ls!("d")}                             # => {{:ok, ["link"]}, ["e"]}
File.ln_s!("e", "d/k")
{:ok, copied} = File.cp_r("d", "d2")
{Enum.sort(copied), File.lstat!("d2/k").type}                   # => {["d2", "d2/e", "d2/e/x", "d2/k"], :symlink}
{:ok, copied} = File.cp_r("d", "d3", dereference_symlinks: true)
{Enum.sort(copied), File.lstat!("d3/k").type}                   # => {["d3", "d3/e", "d3/e/x", "d3/k", "d3/k/x"], :directory}
File.rmdir!("d")                                                # error: (File.Error) could not remove directory "d": directory is not empty
{:ok, removed} = File.rm_rf("d")
Enum.sort(removed)                                              # => ["d", "d/e", "d/e/x", "d/k"]
File.write!("m", "x")
File.chmod!("m", 0o750)
File.cp!("m", "n")                                              # => :ok
Integer.to_string(File.stat!("n").mode, 8)                      # => "100750"
File.write!("m", "y")
{File.cp("m", "n", on_conflict: fn _, _ -> false end), File.read!("n")} # => {:ok, "x"}
{File.write("n", "z", [:exclusive]), File.write("new", "z", [:exclusive])} # => {{:error, :eexist}, :ok}
{File.rm("d2"), File.mkdir_p("n/x"), File.read("n/x")}          # => {{:error, :eperm}, {:error, :enotdir}, {:error, :enotdir}}
File.cp!("nope", "x")                                           # error: (File.CopyError) could not copy from "nope" to "x": no such file or directory
File.cp_r!("nope", "x")                                         # error: (File.CopyError) could not copy recursively from "nope" to "x". nope: no such file or directory
File.rename!("nope", "x")                                       # error: (File.RenameError) could not rename from "nope" to "x": no such file or directory
File.ln!("nope", "x")                                           # error: (File.LinkError) could not create hard link from "nope" to "x": no such file or directory
File.read(:a)                                                   # error: (FunctionClauseError) no function clause matching in IO.chardata_to_string/1
File.cd!(home)
length(File.rm_rf!(folder)) > 8                                 # => true
