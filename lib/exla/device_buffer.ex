# EXLA.DeviceBuffer - the memory of a tensor on a device of XLA.
defmodule EXLA.DeviceBuffer do
  defstruct [:client_name, :device_id, :typespec, :ref]

  # The elements of a tensor, put on a device.
  def place_on_device(binary, {type, shape}, client, device_id) do
    tensor = binary |> Nx.from_binary(type) |> Nx.reshape(shape)
    EXLA.Backend.place(tensor, client: name(client), device_id: device_id).data.buffer
  end

  def copy_to_device(%__MODULE__{ref: tensor}, client, device_id),
    do: EXLA.Backend.place(tensor, client: name(client), device_id: device_id).data.buffer

  def read(%__MODULE__{ref: tensor}, size \\ -1) do
    binary = Nx.to_binary(tensor)
    if size < 0 or size >= byte_size(binary), do: binary, else: binary_part(binary, 0, size)
  end

  def deallocate(%__MODULE__{ref: tensor}),
    do: if(Cnx.Tensor.deallocate(tensor), do: :ok, else: :already_deallocated)

  def deleted?(%__MODULE__{ref: tensor}), do: Cnx.Tensor.home(tensor) == nil

  defp name(%EXLA.Client{name: name}), do: name
  defp name(name), do: name
end
