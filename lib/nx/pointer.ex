# Nx.Pointer - memory that another library holds: an address, whether it is of this process (:local) or
# shared between processes (:ipc, with a handle), and its size in bytes.
defmodule Nx.Pointer do
  defstruct [:address, :kind, :data_size, :handle]
end
