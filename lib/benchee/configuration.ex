# Benchee.Configuration - how long and with what jobs run. Times are given in seconds and kept in
# nanoseconds.
defmodule Benchee.Configuration do
  alias Benchee.Suite

  defstruct parallel: 1,
            time: 5,
            warmup: 2,
            memory_time: 0.0,
            reduction_time: 0.0,
            pre_check: false,
            formatters: [Benchee.Formatters.Console],
            percentiles: [50, 99],
            print: %{benchmarking: true, configuration: true, fast_warning: true},
            inputs: nil,
            input_names: [],
            save: false,
            load: false,
            unit_scaling: :best,
            assigns: %{},
            before_each: nil,
            after_each: nil,
            before_scenario: nil,
            after_scenario: nil,
            measure_function_call_overhead: false,
            title: nil,
            profile_after: false,
            exclude_outliers: false,
            max_sample_size: 1_000_000

  @times [:time, :warmup, :memory_time, :reduction_time]

  def init(options \\ []) do
    options = options |> Map.new() |> Map.replace_lazy(:inputs, &inputs/1)
    options = Map.replace_lazy(options, :print, &Map.merge(%__MODULE__{}.print, prints(&1)))
    config = struct!(__MODULE__, Map.put(options, :input_names, names(options[:inputs])))
    Enum.each(Map.from_struct(config), &supported/1)
    %Suite{configuration: Enum.reduce(@times, config, &nanoseconds/2)}
  end

  # What cnx has nothing for, by name.
  def refuse(what), do: raise(ArgumentError, "cnx does not support #{what}")

  defp supported({:parallel, count}) when count != 1,
    do: raise(ArgumentError, "cnx has no processes: parallel: #{inspect(count)} is not supported")

  defp supported({:reduction_time, time}) when time > 0,
    do:
      raise(
        ArgumentError,
        "cnx counts no reductions: reduction_time: #{inspect(time)} is not supported"
      )

  defp supported({key, value})
       when key in [:save, :load, :profile_after] and value not in [false, nil],
       do: refuse("#{key}: #{inspect(value)} in a configuration of Benchee")

  defp supported(_option), do: :ok

  defp prints(print) when is_map(print) or is_list(print), do: Map.new(print)

  defp prints(print),
    do:
      raise(
        ArgumentError,
        "expected :print to be a map or a keyword list, got: #{inspect(print)}"
      )

  # The first of those with the same name.
  defp inputs(nil), do: nil

  defp inputs(inputs) do
    inputs
    |> Enum.map(fn {name, input} -> {to_string(name), input} end)
    |> Enum.uniq_by(&elem(&1, 0))
  end

  defp names(inputs), do: Enum.map(inputs || [], &elem(&1, 0))

  defp nanoseconds(key, config), do: Map.update!(config, key, &(&1 * 1_000_000_000 / 1))
end
