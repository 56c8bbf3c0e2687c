# ExUnit.TestModule - a module of tests; state is nil or {:failed, failures} of its setup_all.
defmodule ExUnit.TestModule do
  defstruct [:file, :name, :state, tags: %{}, tests: [], parameters: %{}, setup_all?: false]
end
