# Benchee.Suite - what is to be run, how, and what came out.
defmodule Benchee.Suite do
  defstruct [:system, :configuration, scenarios: []]
end
