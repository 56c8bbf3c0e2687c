# System: other programs, and what they print.
System.cmd("echo", ["hello"])                                             # => {"hello\n", 0}
System.cmd("sh", ["-c", "echo $A; exit 3"], env: [{"A", "1"}])            # => {"1\n", 3}
System.cmd("pwd", [], cd: "/")                                            # => {"/\n", 0}
System.cmd("printf", ["a\nb"], into: [])                                  # => {["a\nb"], 0}
System.cmd("sh", ["-c", "echo no >&2"], stderr_to_stdout: true)           # => {"no\n", 0}
System.cmd("cnx_no_such_program", [])                                     # error: (ErlangError) Erlang error: :enoent
System.shell("echo a | tr a b")                                           # => {"b\n", 0}
