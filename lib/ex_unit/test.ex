# ExUnit.Test - one test: state is nil when it passed, else {:failed, failures}, {:skipped, reason},
# {:excluded, reason} or {:invalid, module}; time in microseconds.
defmodule ExUnit.Test do
  defstruct [:name, :case, :module, :state, time: 0, tags: %{}, logs: "", parameters: %{}]
end
