# Benchee: jobs with inputs and hooks, the steps of a suite, and what cnx has nothing for.
quiet = [benchmarking: false, configuration: false]
suite = Benchee.run(%{"sum" => &Enum.sum/1}, inputs: %{"one" => [1], "two" => [1, 2]}, time: 0.002, warmup: 0, after_each: &send(self(), {:gave, &1}), print: quiet)
Enum.map(suite.scenarios, &{&1.name, &1.input_name}) |> Enum.sort()        # => [{"sum", "one"}, {"sum", "two"}]
Enum.all?(suite.scenarios, &(&1.run_time_data.statistics.sample_size > 0)) # => true
(receive do {:gave, n} -> n end)                                           # => 1
note = fn name -> fn value -> send(self(), {name, value}); {name, value} end end
job = {fn input -> input end, before_scenario: note.(:own_before), after_scenario: note.(:own_after), before_each: note.(:own_each), after_each: note.(:own_result)}
config = [time: 0, warmup: 0, memory_time: 0, pre_check: true, before_scenario: note.(:before), after_scenario: note.(:after), before_each: note.(:each), after_each: note.(:result), print: quiet, formatters: []]
flush = fn flush -> receive do _ -> flush.(flush) after 0 -> :ok end end
flush.(flush)
Benchee.run(%{"job" => job}, config) |> Map.fetch!(:scenarios) |> hd() |> Map.get(:input) # => :__no_input
notes = Stream.repeatedly(fn -> receive do {name, value} -> {name, value} after 0 -> nil end end) |> Enum.take_while(& &1) |> Keyword.keys()
Enum.take(notes, 8) # => [:before, :own_before, :each, :own_each, :own_result, :result, :own_after, :after]
# A suite step by step.
start = Benchee.init(time: 1, warmup: 0.2, print: [fast_warning: false], inputs: %{b: 1, a: 2})
{start.configuration.time, start.configuration.warmup, start.configuration.inputs} # => {1.0e9, 2.0e8, [{"a", 2}, {"b", 1}]}
start.configuration.print                                                  # => %{benchmarking: true, configuration: true, fast_warning: false}
steps = start |> Benchee.system() |> Benchee.benchmark("x", fn _ -> 1 end)
Benchee.benchmark(steps, :x, fn _ -> 2 end) == steps                       # => true
(steps.system.elixir == System.version() and length(steps.scenarios) == 2) # => true
# Bytes that a call takes are the same each time.
[small, large] = Benchee.run(%{"small" => fn -> Enum.to_list(1..10) end, "large" => fn -> Enum.to_list(1..1000) end}, time: 0, warmup: 0, memory_time: 0.001, print: quiet, formatters: []).scenarios
(small.name == "small" and large.memory_usage_data.statistics.relative_more > 10.0) # => true
large.memory_usage_data.statistics.std_dev                                 # => 0.0
Cnx.Process.allocated(fn -> raise "no" end)                                # error: (RuntimeError) no
# What there is not.
Benchee.run(%{"a" => fn -> 1 end}, parallel: 2)                            # error: (ArgumentError) cnx has no processes: parallel: 2 is not supported
Benchee.run(%{"a" => fn -> 1 end}, reduction_time: 1)                      # error: (ArgumentError) cnx counts no reductions: reduction_time: 1 is not supported
Benchee.run(%{"a" => fn -> 1 end}, save: [path: "a.benchee"])              # error: (ArgumentError) cnx does not support save: [path: "a.benchee"] in a configuration of Benchee
Benchee.run(%{"a" => fn -> 1 end}, load: "a.benchee")                      # error: (ArgumentError) cnx does not support load: "a.benchee" in a configuration of Benchee
Benchee.run(%{"a" => fn -> 1 end}, profile_after: true)                    # error: (ArgumentError) cnx does not support profile_after: true in a configuration of Benchee
Benchee.report(load: ["a.benchee"])                                        # error: (ArgumentError) cnx does not support Benchee.report/1
Benchee.run(%{"a" => fn -> 1 end}, tme: 1)                                 # error: (KeyError) key :tme not found
