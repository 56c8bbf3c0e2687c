# Benchee: jobs with inputs and hooks; the table of results.
suite = Benchee.run(%{"sum" => &Enum.sum/1}, inputs: %{"one" => [1], "two" => [1, 2]}, time: 0.002, warmup: 0, after_each: &send(self(), {:gave, &1}), print: false)
Enum.map(suite.scenarios, &{&1.name, &1.input_name})                       # => [{"sum", "one"}, {"sum", "two"}]
Enum.all?(suite.scenarios, &(&1.run_time_data.statistics.sample_size > 0)) # => true
(receive do {:gave, n} -> n end)                                           # => 1
Benchee.run(%{"a" => fn -> 1 end}, parallel: 2)                            # error: (ArgumentError) cnx has no processes: parallel: 2 is not supported
statistics = Benchee.Statistics.of([100, 200, 200, 400], [99])
{statistics.average, statistics.median, statistics.mode, statistics.ips}   # => {225.0, 200.0, 200, 4444444.444444444}
slow = %{statistics | average: 450.0, ips: 2222222.222222222}
jobs = for {name, s} <- [{"slow", slow}, {"faster", statistics}], do: %Benchee.Scenario{name: name, run_time_data: %{statistics: s}}
of = %Benchee.Suite{scenarios: jobs, configuration: %{memory_time: 0, reduction_time: 0}}
lines = String.split(to_string(Benchee.Formatters.Console.format(of, %{})), "\n")
IO.puts(Enum.at(lines, 1)) # prints: Name             ips        average  deviation         median         99th %
IO.puts(Enum.at(lines, 2)) # prints: faster        4.44 M      225.00 ns    ±55.92%      200.00 ns      400.00 ns
IO.puts(Enum.at(lines, 7)) # prints: slow          2.22 M - 2.00x slower +225.00 ns
