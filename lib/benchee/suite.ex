# Benchee.Suite - what was run, how, and what came out.
defmodule Benchee.Suite do
  defstruct [:system, :configuration, scenarios: []]
end
