# Benchee.Printer - what a suite says while it runs, as far as its configuration wants it.
defmodule Benchee.Printer do
  alias Benchee.Conversion.Duration

  def duplicate(name) do
    IO.puts(
      "You already have a job defined with the name \"#{name}\", you can't add two jobs with the same name!"
    )
  end

  def configuration(%{configuration: %{print: %{configuration: false}}}), do: :ok

  def configuration(%{configuration: config, system: system, scenarios: scenarios}) do
    IO.puts("""
    Operating System: #{system.os}
    CPU Information: #{system.cpu_speed}
    Number of Available Cores: #{system.num_cores}
    Available memory: #{system.available_memory}
    Elixir #{system.elixir}
    cnx #{Cnx.System.version()}

    Benchmark suite executing with the following configuration:
    warmup: #{Duration.in_parts(config.warmup)}
    time: #{Duration.in_parts(config.time)}
    memory time: #{Duration.in_parts(config.memory_time)}
    reduction time: #{Duration.in_parts(config.reduction_time)}
    parallel: #{config.parallel}
    inputs: #{if config.inputs, do: Enum.join(config.input_names, ", "), else: "none specified"}
    Estimated total run time: #{Duration.in_parts(length(scenarios) * per_scenario(config))}
    Excluding outliers: #{config.exclude_outliers}
    """)
  end

  def benchmarking(_scenario, %{print: %{benchmarking: false}}), do: :ok

  def benchmarking(%{job_name: name, input_name: input}, config) do
    given = if input == Benchee.Benchmark.no_input(), do: "", else: " with input #{input}"
    if per_scenario(config) > 0, do: IO.puts("Benchmarking #{name}#{given} ...")
  end

  # "Calculating statistics", for one.
  def step(_what, %{print: %{benchmarking: false}}), do: :ok
  def step(what, _config), do: IO.puts(what <> "...")

  defp per_scenario(config),
    do: config.warmup + config.time + config.memory_time + config.reduction_time
end
