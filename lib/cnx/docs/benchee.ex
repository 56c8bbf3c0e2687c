# Cnx.Docs.Benchee - what h says about Benchee.
defmodule Cnx.Docs.Benchee do
  def text,
    do: ~S"""
    Measures functions: how often they run in a second.

    - run(jobs, options \\ []): Runs each job for `time:` seconds after `warmup:`, on each of `inputs:`, and prints a table. It is the steps below, from init to the formatters.
    - init(options \\ []): A suite with this configuration: `time:`, `warmup:`, `memory_time:`, `inputs:`, hooks, `formatters:`, `print:`, `title:`, `unit_scaling:`, `percentiles:`, `pre_check:`, `exclude_outliers:`, `measure_function_call_overhead:`.
    - system(suite): With what is known of the machine.
    - benchmark(suite, name, job): With one more job: a function, or a pair of it and its hooks.
    - collect(suite): Runs the jobs, which leaves samples in the scenarios.
    - statistics(suite): With statistics of the samples.
    - relative_statistics(suite): Sorted, and compared with the fastest.
    - load(suite): The suite: there are no saved ones.
    - profile(suite): The suite: calls are not profiled.
    - report(options): Refused: there are no saved suites.
    """
end
