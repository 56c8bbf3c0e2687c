# Mix.Error - what a task of the build tool complains about.
defmodule Mix.Error do
  defexception message: "a task failed", mix: nil, exit_status: 1
end
