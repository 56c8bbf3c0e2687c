# Mix.install: what cnx carries is there, the rest is refused by name.
Mix.install([:nx, {:exla, "~> 0.9"}, {:benchee, "~> 1.0", only: :dev}]) # => :ok
Mix.installed?()                                                        # => true
Mix.install([{:phoenix, "~> 1.7"}])                                     # error: (Mix.Error) Mix.install asks for what cnx neither carries nor finds as sources: phoenix (looked in deps/phoenix)
Mix.install([{:nx, "~> 0.9"}, "x"])                                     # error: (Mix.Error) a dependency is a name, {name, requirement} or {name, options}, got: "x"
Mix.shell()                                                             # => Mix.Shell.IO
Mix.shell().info([:red, "done"])                                        # prints: done
Mix.shell().cmd("exit 3")                                               # => 3
Mix.raise("no", exit_status: 2)                                         # error: (Mix.Error) no
