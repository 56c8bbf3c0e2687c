# Benchee.Scenario - a job with one of the inputs.
defmodule Benchee.Scenario do
  defstruct [:name, :input_name, :input, :function, :hooks, :run_time_data]
end
