# Nx.Heatmap - a tensor that is shown as shades instead of numbers; t[...] takes parts of it.
defmodule Nx.Heatmap do
  defstruct [:tensor, opts: []]

  def fetch(%Nx.Heatmap{} = map, index) do
    case Access.fetch(map.tensor, index) do
      {:ok, %Nx.Tensor{shape: {}} = number} -> {:ok, number}
      {:ok, part} -> {:ok, %{map | tensor: part}}
      :error -> :error
    end
  end

  def get_and_update(%Nx.Heatmap{} = map, index, fun) do
    {got, tensor} = Access.get_and_update(map.tensor, index, fun)
    {got, %{map | tensor: tensor}}
  end

  def pop(%Nx.Heatmap{} = map, index) do
    {got, tensor} = Access.pop(map.tensor, index)
    {got, %{map | tensor: tensor}}
  end
end
