# Cnx.Docs.Benchee - what h says about Benchee.
defmodule Cnx.Docs.Benchee do
  def text,
    do: ~S"""
    Measures functions: how often they run in a second.

    - run(jobs, options \\ []): Runs each job for `time:` seconds after `warmup:`, on each of `inputs:`, and prints a table.
    """
end
