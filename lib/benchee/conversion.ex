# Benchee.Conversion - the units in which the averages of scenarios are shown.
defmodule Benchee.Conversion do
  alias Benchee.Conversion.{Count, Duration, Memory}

  def units(scenarios, strategy) do
    times = Enum.map(scenarios, & &1.run_time_data.statistics)
    bytes = Enum.map(scenarios, & &1.memory_usage_data.statistics)
    reductions = Enum.map(scenarios, & &1.reductions_data.statistics)

    best = fn module, values ->
      module.best(Enum.reject(values, &is_nil/1), strategy: strategy)
    end

    %{
      run_time: best.(Duration, Enum.map(times, & &1.average)),
      ips: best.(Count, Enum.map(times, & &1.ips)),
      memory: best.(Memory, Enum.map(bytes, & &1.average)),
      reduction_count: best.(Count, Enum.map(reductions, & &1.average))
    }
  end
end
