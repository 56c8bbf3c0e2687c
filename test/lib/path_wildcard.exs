# Path: names that match a pattern, and paths that stay inside.
dir = Path.join(System.tmp_dir!(), "cnx_wildcard_#{System.pid()}")
for name <- ["a.ex", "b.exs", ".c.ex", "in/d.ex", "in/deep/e.ex"], do: File.mkdir_p!(Path.dirname(Path.join(dir, name)))
for name <- ["a.ex", "b.exs", ".c.ex", "in/d.ex", "in/deep/e.ex"], do: File.write!(Path.join(dir, name), "")
found = fn pattern -> Enum.map(Path.wildcard(Path.join(dir, pattern)), &Path.relative_to(&1, dir)) end
found.("*.ex")                                        # => ["a.ex"]
found.("**/*.ex")                                     # => ["a.ex", "in/d.ex", "in/deep/e.ex"]
found.("**")                                          # => ["a.ex", "b.exs", "in", "in/d.ex", "in/deep", "in/deep/e.ex"]
found.("[a-b].{ex,exs}")                              # => ["a.ex", "b.exs"]
found.("?.exs")                                       # => ["b.exs"]
found.("in/*/e.ex")                                   # => ["in/deep/e.ex"]
found.("none/*")                                      # => []
Enum.map(Path.wildcard(Path.join(dir, "*.ex"), match_dot: true), &Path.basename/1) # => [".c.ex", "a.ex"]
length(File.rm_rf!(dir))                              # => 8
{Path.safe_relative("a/../b"), Path.safe_relative("../b"), Path.safe_relative("/b")} # => {{:ok, "b"}, :error, :error}
