# Benchee: statistics of samples, and numbers in the unit that suits them.
alias Benchee.Conversion.{Count, Duration, Memory}
alias Benchee.{CollectionData, Scenario, Statistics}
s = Statistics.with_ips(Statistics.of([200, 400, 400, 400, 500, 500, 500, 700, 900], [99]))
{s.average, s.ips, s.std_dev, s.std_dev_ratio, s.std_dev_ips} # => {500.0, 2.0e6, 200.0, 0.4, 8.0e5}
{s.median, s.percentiles, s.mode, s.minimum, s.maximum, s.sample_size} # => {500.0, %{50 => 500.0, 99 => 900.0}, [500, 400], 200, 900, 9}
Statistics.of([1, 2, 3]).mode                            # => nil
Statistics.of([100, 200, 200, 400]).mode                 # => 200
{Statistics.of([7]).std_dev, Statistics.of([7]).mode}    # => {0.0, nil}
Statistics.of([])                                        # => %Benchee.Statistics{average: nil, ips: nil, std_dev: nil, std_dev_ratio: nil, std_dev_ips: nil, median: nil, percentiles: nil, mode: nil, minimum: nil, maximum: nil, relative_more: nil, relative_less: nil, absolute_difference: nil, outliers: nil, lower_outlier_bound: nil, upper_outlier_bound: nil, sample_size: 0}
without = Statistics.of([10, 11, 12, 13, 10, 11, 12, 13, 500], [], true)
{without.average, without.outliers, without.sample_size} # => {11.5, [500], 8}
# Against the fastest.
scenarios = for {name, times} <- [slow: [300, 500], fast: [100]], do: %Scenario{name: "#{name}", input_name: :__no_input, run_time_data: %CollectionData{samples: times}}
compared = %{Benchee.init(print: [benchmarking: false]) | scenarios: scenarios} |> Benchee.statistics() |> Benchee.relative_statistics()
for %{name: n, run_time_data: %{statistics: s}} <- compared.scenarios, do: {n, s.relative_more, s.relative_less, s.absolute_difference} # => [{"fast", nil, nil, nil}, {"slow", 4.0, 0.25, 300.0}]
# Units.
Enum.map([45_678.9, 45.6789, 1, 1_200_000], &Duration.format/1)          # => ["45.68 μs", "45.68 ns", "1 ns", "1.20 ms"]
Enum.map([45_678.9, 45.6789, 1_000_000_000], &Count.format/1)            # => ["45.68 K", "45.68", "1 B"]
Enum.map([45_678.9, 45.6789, 1024], &Memory.format/1)                    # => ["44.61 KB", "45.68 B", "1 KB"]
Enum.map([0.001234, 0.01234, 0.1234, 0.2345], &Duration.format({&1, :second})) # => ["0.00123 s", "0.0123 s", "0.123 s", "0.23 s"]
Duration.best([23, 23_000, 34_000, 2_340_000]).name                      # => :microsecond
Duration.best([23, 23_000, 34_000_000, 2_340_000_000, 3_450_000_000]).name # => :second
Enum.map([:best, :largest, :smallest, :none], &Count.best([1, 101, 1_001, 10_001, 100_001, 1_000_001], strategy: &1).name) # => [:thousand, :million, :one, :one]
Duration.convert_value({1.234, :minute}, :microsecond)                   # => 7.404e7
Memory.convert({1024, :kilobyte}, :megabyte) |> elem(0)                  # => 1.0
Duration.scale(11_234_567_890_123) |> elem(0)                            # => 3.1207133028119443
Enum.map([0, 14_000_000_000, 84_300_000_000], &Duration.in_parts/1)      # => ["0 ns", "14 s", "1 min 24 s 300 ms"]
