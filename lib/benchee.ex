# Benchee - functions run for some time each, and how they compare.
#
# Jobs run one after the other in this process. Memory and reductions are not counted: their times
# are accepted and said to be unused.
defmodule Benchee do
  alias Benchee.{Scenario, Statistics, Suite}

  @defaults [
    time: 5,
    warmup: 2,
    memory_time: 0,
    reduction_time: 0,
    parallel: 1,
    inputs: nil,
    formatters: [Benchee.Formatters.Console],
    percentiles: [50, 99],
    print: [],
    pre_check: false,
    title: nil,
    unit_scaling: :best,
    before_scenario: nil,
    after_scenario: nil,
    before_each: nil,
    after_each: nil
  ]

  def run(jobs, config \\ []) when is_map(jobs) or is_list(jobs) do
    config = configuration(config)
    if config.title, do: IO.puts("Benchmark: #{config.title}\n")
    scenarios = scenarios(jobs, config)
    if config.print.configuration, do: IO.write(about(scenarios, config))
    if config.pre_check, do: Enum.each(scenarios, &check/1)
    measured = Enum.map(scenarios, &measure(&1, config))
    suite = %Suite{scenarios: measured, configuration: config, system: system()}
    if config.print.benchmarking, do: IO.puts("Calculating statistics...\nFormatting results...")
    Enum.each(config.formatters, &show(&1, suite))
    suite
  end

  defp configuration(config) do
    config = Map.merge(Map.new(@defaults), Map.new(config))

    if config.parallel != 1,
      do:
        raise(
          ArgumentError,
          "cnx has no processes: parallel: #{inspect(config.parallel)} is not supported"
        )

    print =
      Map.merge(
        %{benchmarking: true, configuration: true, fast_warning: true},
        prints(config.print)
      )

    %{config | print: print, inputs: inputs(config.inputs)}
  end

  defp prints(false), do: %{benchmarking: false, configuration: false}
  defp prints(print), do: Map.new(print)

  defp inputs(nil), do: nil
  defp inputs(inputs), do: Enum.map(inputs, fn {name, input} -> {to_string(name), input} end)

  defp scenarios(jobs, config) do
    for {input_name, input} <- config.inputs || [{nil, nil}], {name, job} <- jobs do
      {fun, options} = if is_tuple(job), do: job, else: {job, []}

      hooks =
        Map.merge(
          Map.take(config, [:before_scenario, :after_scenario, :before_each, :after_each]),
          Map.new(options)
        )

      %Scenario{
        name: to_string(name),
        input_name: input_name,
        input: input,
        function: fun,
        hooks: hooks
      }
    end
  end

  defp show(formatter, suite) when is_function(formatter, 1), do: formatter.(suite)

  defp show({module, options}, suite),
    do: suite |> module.format(Map.new(options)) |> module.write(Map.new(options))

  defp show(module, suite), do: show({module, %{}}, suite)

  # --- what is about to happen ---

  defp system do
    %{os: :Linux, elixir: System.version(), cores: System.schedulers_online(), cpu: cpu()}
  end

  defp cpu do
    with {:ok, text} <- File.read("/proc/cpuinfo"),
         [_, name] <- Regex.run(~r/^model name\s*: (.*)$/m, text),
         do: name,
         else: (_ -> "unknown")
  end

  defp about(scenarios, config) do
    seconds = config.warmup + config.time

    inputs =
      if config.inputs,
        do: Enum.map_join(config.inputs, ", ", &elem(&1, 0)),
        else: "none specified"

    """
    Operating System: Linux
    CPU Information: #{cpu()}
    Number of Available Cores: #{System.schedulers_online()}
    Elixir #{System.version()}

    Benchmark suite executing with the following configuration:
    warmup: #{span(config.warmup)}
    time: #{span(config.time)}
    memory time: #{span(config.memory_time)}
    reduction time: #{span(config.reduction_time)}
    parallel: 1
    inputs: #{inputs}
    Estimated total run time: #{span(seconds * length(scenarios))}

    """
  end

  # A length in seconds: "2 s", "1 min 10 s", "300 ms".
  defp span(seconds) do
    ns = round(seconds * 1_000_000_000)

    {parts, 0} =
      Enum.flat_map_reduce(Benchee.Formatters.Console.durations(), ns, fn {unit, size}, left ->
        {if(left >= size, do: ["#{div(left, size)} #{unit}"], else: []), rem(left, size)}
      end)

    if parts == [], do: "0 ns", else: Enum.join(parts, " ")
  end

  # --- measuring ---

  defp check(scenario) do
    input = before(scenario)
    once(scenario, input)
    hook(scenario.hooks.after_scenario, input)
  end

  defp measure(scenario, config) do
    if config.print.benchmarking do
      with_input = if scenario.input_name, do: " with input #{scenario.input_name}", else: ""
      IO.puts("Benchmarking #{scenario.name}#{with_input} ...")
    end

    input = before(scenario)
    _ = repeat(scenario, input, deadline(config.warmup), [])
    samples = if config.time > 0, do: repeat(scenario, input, deadline(config.time), []), else: []
    hook(scenario.hooks.after_scenario, input)
    statistics = Statistics.of(samples, config.percentiles)
    %{scenario | run_time_data: %{samples: samples, statistics: statistics}}
  end

  defp before(%{hooks: hooks, input: input}), do: change(hooks.before_scenario, input)

  defp deadline(seconds), do: System.monotonic_time(:nanosecond) + round(seconds * 1_000_000_000)

  defp repeat(scenario, input, deadline, samples) do
    if System.monotonic_time(:nanosecond) >= deadline,
      do: samples,
      else: repeat(scenario, input, deadline, [once(scenario, input) | samples])
  end

  # Nanoseconds of one run.
  defp once(%{function: function, hooks: hooks} = scenario, input) do
    input = change(hooks.before_each, input)
    start = System.monotonic_time(:nanosecond)
    result = if takes_input?(scenario), do: function.(input), else: function.()
    took = System.monotonic_time(:nanosecond) - start
    hook(hooks.after_each, result)
    took
  end

  defp takes_input?(%{function: function}), do: is_function(function, 1)

  defp change(nil, input), do: input
  defp change(hook, input), do: hook.(input)
  defp hook(nil, _value), do: :ok
  defp hook(hook, value), do: hook.(value)
end
