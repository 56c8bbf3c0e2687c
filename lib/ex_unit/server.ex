# ExUnit.Server - the modules of tests that were loaded and have not run.
defmodule ExUnit.Server do
  def add(module, async?), do: :persistent_term.put(__MODULE__, [{module, async?} | waiting()])

  # {those that said `async: true`, the others}, each in the order they were loaded.
  def take do
    modules = waiting() |> Enum.reverse() |> Enum.uniq_by(&elem(&1, 0))
    :persistent_term.put(__MODULE__, [])
    {async, sync} = Enum.split_with(modules, &elem(&1, 1))
    {Enum.map(async, &elem(&1, 0)), Enum.map(sync, &elem(&1, 0))}
  end

  defp waiting, do: :persistent_term.get(__MODULE__, [])
end
