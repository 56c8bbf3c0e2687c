# Benchee.Benchmark - scenarios, and their measurement.
#
# They run one after the other in this process. A sample is one call: nanoseconds for its time, and for
# its memory the bytes that it took from the system, given back or not.
defmodule Benchee.Benchmark do
  alias Benchee.Conversion.Duration
  alias Benchee.{Printer, Scenario}

  @no_input :__no_input
  def no_input, do: @no_input

  def benchmark(suite, name, job) do
    name = to_string(name)

    if Enum.any?(suite.scenarios, &(&1.name == name)) do
      Printer.duplicate(name)
      suite
    else
      inputs = suite.configuration.inputs || [{@no_input, @no_input}]
      %{suite | scenarios: suite.scenarios ++ Enum.map(inputs, &scenario(name, job, &1))}
    end
  end

  defp scenario(name, {function, hooks}, input),
    do: struct!(scenario(name, function, input), hooks)

  defp scenario(name, function, {input_name, input}) do
    %Scenario{
      name: name,
      job_name: name,
      function: function,
      input_name: input_name,
      input: input
    }
  end

  def collect(suite) do
    config = suite.configuration
    Printer.configuration(suite)
    if config.pre_check, do: Enum.each(suite.scenarios, &check(&1, config))
    overhead = if config.measure_function_call_overhead, do: overhead(), else: 0
    %{suite | scenarios: Enum.map(suite.scenarios, &measure(&1, config, overhead))}
  end

  # --- one scenario ---

  defp check(scenario, config) do
    input = before_scenario(scenario, config)
    once(scenario, config, input, &time/1)
    after_scenario(scenario, config, input)
  end

  defp measure(scenario, config, overhead) do
    Printer.benchmarking(scenario, config)
    input = before_scenario(scenario, config)
    _ = samples(scenario, config, input, warmup(config), &time/1)
    times = samples(scenario, config, input, config.time, &time/1)
    bytes = samples(scenario, config, input, config.memory_time, &memory/1)
    after_scenario(scenario, config, input)
    times = if overhead > 0, do: Enum.map(times, &max(&1 - overhead, 0)), else: times

    %{
      scenario
      | run_time_data: %{scenario.run_time_data | samples: times},
        memory_usage_data: %{scenario.memory_usage_data | samples: bytes}
    }
  end

  # The first call of a function compiles it: not among the bytes that calls take.
  defp warmup(%{time: time, memory_time: memory} = config) when time == 0 and memory > 0,
    do: max(config.warmup, 1)

  defp warmup(config), do: config.warmup

  # As many as `ns` have room for, at least one; none when there is no time at all.
  defp samples(_scenario, _config, _input, ns, _measure) when ns == 0, do: []

  defp samples(scenario, config, input, ns, measure),
    do: repeat(scenario, config, input, measure, now() + ns, config.max_sample_size, [])

  defp repeat(scenario, config, input, measure, deadline, left, samples) do
    samples = [once(scenario, config, input, measure) | samples]

    if now() > deadline or left == 1,
      do: Enum.reverse(samples),
      else: repeat(scenario, config, input, measure, deadline, left && left - 1, samples)
  end

  defp once(scenario, config, input, measure) do
    input = input |> change(config.before_each) |> change(scenario.before_each)
    {measured, result} = measure.(called(scenario.function, input))
    hook(scenario.after_each, result)
    hook(config.after_each, result)
    measured
  end

  defp called(function, @no_input), do: function
  defp called(function, input), do: fn -> function.(input) end

  defp time(function) do
    start = now()
    result = function.()
    {now() - start, result}
  end

  defp memory(function), do: Cnx.Process.allocated(function)

  defp now, do: System.monotonic_time(:nanosecond)

  # The least that a function takes that does nothing.
  defp overhead do
    overhead = Enum.min(for _ <- 1..1000, do: elem(time(fn -> nil end), 0))
    IO.puts("Measured function call overhead as: #{Duration.format(overhead)}")
    overhead
  end

  # --- hooks: those of all jobs stand around a job's own ---

  defp before_scenario(scenario, config),
    do: scenario.input |> change(config.before_scenario) |> change(scenario.before_scenario)

  defp after_scenario(scenario, config, input) do
    hook(scenario.after_scenario, input)
    hook(config.after_scenario, input)
  end

  defp change(input, nil), do: input
  defp change(input, hook), do: hook.(input)
  defp hook(nil, _value), do: :ok
  defp hook(hook, value), do: hook.(value)
end
