# Nx.Floating - the narrow floats as numbers and as bytes.
defmodule Nx.Floating do
  def dump_bf16(number), do: dump(number, {:bf, 16})
  def load_bf16(binary), do: load(binary, {:bf, 16})
  def dump_f8(number), do: dump(number, {:f, 8})
  def load_f8(binary), do: load(binary, {:f, 8})
  def dump_f8_e4m3fn(number), do: dump(number, {:f8_e4m3fn, 8})
  def load_f8_e4m3fn(binary), do: load(binary, {:f8_e4m3fn, 8})

  defp dump(number, type), do: Nx.tensor(number, type: type) |> Nx.to_binary()

  defp load(binary, type) when is_binary(binary),
    do: binary |> Nx.from_binary(type) |> Nx.squeeze() |> Nx.to_number()
end
