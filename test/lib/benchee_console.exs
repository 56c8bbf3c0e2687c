# Benchee.Formatters.Console: the tables, to the column.
alias Benchee.{CollectionData, Scenario, Statistics}
row = fn name, times, bytes -> %Scenario{name: name, input_name: :__no_input, run_time_data: %CollectionData{statistics: struct!(Statistics, times)}, memory_usage_data: %CollectionData{statistics: struct!(Statistics, bytes)}} end
first = [average: 200.0, ips: 5000.0, std_dev_ratio: 0.1, median: 190.0, percentiles: %{99 => 300.1}, minimum: 100.1, maximum: 200.2, sample_size: 10_101, mode: 333.2]
second = [average: 400.0, ips: 2500.0, std_dev_ratio: 0.2, median: 390.0, percentiles: %{99 => 500.1}, minimum: 200.2, maximum: 400.4, sample_size: 20_202, mode: [612.3, 554.1], relative_more: 2.0, absolute_difference: 200.0]
config = fn options -> Benchee.init(options).configuration end
show = fn rows, options, config -> [lines] = Benchee.Formatters.Console.format(%Benchee.Suite{scenarios: rows, configuration: config}, options); lines end
times = show.([row.("My Job", first, []), row.("Job 2", second, [])], %{extended_statistics: true}, config.([]))
Enum.take(times, 4)  # => ["", "\nName             ips        average  deviation         median         99th %\n", "My Job           5 K         200 ns    ±10.00%         190 ns      300.10 ns\n", "Job 2         2.50 K         400 ns    ±20.00%         390 ns      500.10 ns\n"]
Enum.slice(times, 4, 3) # => ["\nComparison: \n", "My Job           5 K\n", "Job 2         2.50 K - 2.00x slower +200 ns\n"]
Enum.drop(times, 7)  # => ["\nExtended statistics: \n", "\nName           minimum        maximum    sample size                     mode\n", "My Job       100.10 ns      200.20 ns        10.10 K                333.20 ns\n", "Job 2        200.20 ns      400.40 ns        20.20 K     612.30 ns, 554.10 ns\n"]
length(show.([row.("a", first, [])], %{}, config.([]))) # => 3
length(show.([row.("a", first, []), row.("b", second, [])], %{comparison: false}, config.([]))) # => 4
Enum.at(show.([row.("a", first, []), row.("b", second, [])], %{}, config.(unit_scaling: :none)), 2) # => "a             5000         200 ns    ±10.00%         190 ns      300.10 ns\n"
hd(show.([%{row.("a", first, []) | input_name: "Big"}], %{}, config.(title: "T"))) # => "\n*** T ***\n\n##### With input Big #####"
same = [sample_size: 3, std_dev: 0.0, std_dev_ratio: 0.0, average: 2048.0, median: 2048.0]
more = [sample_size: 3, std_dev: 0.0, std_dev_ratio: 0.0, average: 3072.0, median: 3072.0, relative_more: 1.5, absolute_difference: 1024.0]
show.([row.("a", [], same), row.("bcd", [], more)], %{}, config.([])) # => ["", "\nMemory usage statistics:\n", "\nName    Memory usage\n", "a               2 KB\n", "bcd             3 KB - 1.50x memory usage +1 KB\n", "\n**All measurements for memory usage were the same**\n"]
other = [sample_size: 3, std_dev: 512.0, std_dev_ratio: 0.25, average: 2048.0, median: 1536.0, percentiles: %{99 => 4096.0}]
show.([row.("a", [], other)], %{}, config.([])) # => ["", "\nMemory usage statistics:\n", "\nName         average  deviation         median         99th %\n", "a               2 KB    ±25.00%        1.50 KB           4 KB\n"]
none = Keyword.merge(same, average: 0.0, median: 0.0)
Enum.at(show.([row.("a", [], none), row.("b", [], Keyword.merge(more, relative_more: :infinity, absolute_difference: 3072.0))], %{}, config.([])), 4) # => "b               3 KB - ∞ x memory usage +3 KB\n"
# Formatters: modules with two functions, or functions.
defmodule Names do
  @behaviour Benchee.Formatter
  def format(suite, options), do: {options[:front], Enum.map(suite.scenarios, & &1.name)}
  def write({front, names}, _options), do: IO.puts("#{front}#{names}")
end
suite = fn formatters -> %Benchee.Suite{scenarios: [row.("x", [], [])], configuration: config.(formatters: formatters, print: [benchmarking: false])} end
Benchee.Formatter.output(suite.([{Names, front: ">"}])).system # prints: >x
Benchee.Formatter.output(suite.([fn s -> IO.puts(length(s.scenarios)) end])).system # prints: 1
Benchee.Formatter.output(suite.([]), Names).system         # prints: x
Benchee.Formatter.output(suite.([String])) # error: (RuntimeError) The module you're attempting to use as a formatter - Elixir.String - does
