# EXLA.Backend - tensors in the memory of a device of XLA: Nx.backend_transfer(t, {EXLA.Backend, client:
# :cuda, device_id: 1}).
#
# Definitions that run on that device take such tensors as they are. Everything else copies their
# elements here when it looks at them. To the language their `data` is this struct.
defmodule EXLA.Backend do
  defstruct [:buffer]

  def init(opts), do: Keyword.validate!(opts, [:client, :device_id])

  # What runs operations outside of definitions where this is the default backend.
  def __compiler__(opts), do: EXLA.Client.compiler(opts)

  # What a tensor that lives at `home` ("host:3") has as data.
  def of(tensor, home) do
    [client, device] = String.split(home, ":")

    %EXLA.Backend{
      buffer: %EXLA.DeviceBuffer{
        client_name: String.to_atom(client),
        device_id: String.to_integer(device),
        typespec: {tensor.type, tensor.shape},
        ref: tensor
      }
    }
  end

  # A copy of the tensor on the device that the options say.
  def place(tensor, opts), do: Cnx.Compiler.place(EXLA.Client.compiler(opts), tensor)
end
