# Benchee - functions run for some time each, and how they compare: the steps from a configuration to a
# table, each of which takes and gives a Benchee.Suite. Layout and units are those of version 1.4.
defmodule Benchee do
  def run(jobs, config \\ []) do
    suite =
      Enum.reduce(jobs, system(init(config)), fn {name, job}, s -> benchmark(s, name, job) end)

    suite
    |> collect()
    |> statistics()
    |> load()
    |> relative_statistics()
    |> Benchee.Formatter.output()
    |> profile()
  end

  def init(config \\ []), do: Benchee.Configuration.init(config)
  defdelegate system(suite), to: Benchee.System
  defdelegate benchmark(suite, name, function), to: Benchee.Benchmark
  defdelegate collect(suite), to: Benchee.Benchmark
  defdelegate statistics(suite), to: Benchee.Statistics
  defdelegate relative_statistics(suite), to: Benchee.RelativeStatistics

  # Suites are not kept in files and calls not profiled: Benchee.Configuration refuses what would ask for it.
  def load(suite), do: suite
  def profile(suite), do: suite

  def report(_options), do: Benchee.Configuration.refuse("Benchee.report/1")
end
