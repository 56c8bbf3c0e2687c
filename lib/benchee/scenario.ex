# Benchee.Scenario - a job with one of the inputs.
defmodule Benchee.Scenario do
  alias Benchee.CollectionData

  defstruct [
    :name,
    :job_name,
    :function,
    :input_name,
    :input,
    :before_each,
    :after_each,
    :before_scenario,
    :after_scenario,
    :tag,
    run_time_data: %CollectionData{},
    memory_usage_data: %CollectionData{},
    reductions_data: %CollectionData{}
  ]

  def display_name(%{job_name: name, tag: tag}) when tag != nil, do: "#{name} (#{tag})"
  def display_name(%{job_name: name}), do: name

  def data_processed?(scenario, :run_time), do: scenario.run_time_data.statistics.sample_size > 0

  def data_processed?(scenario, :memory),
    do: scenario.memory_usage_data.statistics.sample_size > 0
end
