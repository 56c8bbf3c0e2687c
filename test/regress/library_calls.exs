# Calls that gave something else than Elixir's, or nothing.
dir = Path.join(System.tmp_dir!(), "cnx_library_calls_#{System.unique_integer([:positive])}")
File.mkdir_p!(Path.join(dir, "sub"))
File.write!(Path.join(dir, "é.txt"), "é")
File.cd!(dir, fn -> {Path.wildcard("?.txt"), Path.wildcard("./*.txt")} end)        # => {["é.txt"], ["é.txt"]}
File.cd!(dir, fn -> File.cp_r(".", "sub") |> elem(1) |> Enum.sort() end)           # => ["sub", "sub/sub", "sub/é.txt"]
File.cd!(dir, fn -> File.cp_r("sub", "no/where") end)                              # => {:error, :enoent, "no/where"}
File.rm_rf!(dir) |> length()                                                       # => 5
System.put_env("A=B", "1")              # error: (ArgumentError) cannot execute System.put_env/2 for key with "=", got: "A=B"
System.put_env("A", :b)                 # error: (FunctionClauseError) no function clause matching in System.put_env/2
System.get_env("A", 1)                  # error: (FunctionClauseError) no function clause matching in System.get_env/2
System.put_env(%{"CNX_A" => "1"})
System.put_env(%{"CNX_A" => nil, "CNX_B" => "2"})
{System.get_env("CNX_A"), System.get_env("CNX_B"), System.delete_env("CNX_B")} # => {nil, "2", :ok}
System.shell("true", into: ["x"])       # => {["x"], 0}
Regex.scan(~r/a/, "", offset: 2)        # => []
IO.ANSI.cursor_up(0)                    # error: (FunctionClauseError) no function clause matching in IO.ANSI.cursor_up/1
IO.ANSI.format(["a"], nil)              # error: (FunctionClauseError) no function clause matching in IO.ANSI.format/2
String.replace("a", ~r/a/, fn _, _ -> "b" end) # error: (FunctionClauseError) no function clause matching in String.replace/4
{Path.rootname("a/c", "c"), Path.rootname("a.c", "c"), Path.absname("a", ".")} # => {"a/c", "a.", "./a"}
