# EXLA.Client - where XLA runs: a platform and a device of it, as options name them.
defmodule EXLA.Client do
  @platforms [:host, :cuda, :rocm, :tpu]

  # The name of the compiler for options of `jit`: EXLA, or EXLA with a target behind a colon.
  def compiler(options) do
    client = options[:client]
    device = options[:device_id]

    unless client == nil or client in @platforms do
      raise ArgumentError,
            "unknown client #{inspect(client)}, the platforms are #{inspect(@platforms)}"
    end

    unless device == nil or (is_integer(device) and device >= 0) do
      raise ArgumentError, "expected :device_id to be a device's number, got: #{inspect(device)}"
    end

    case {client, device} do
      {nil, nil} -> EXLA
      {nil, device} -> :"Elixir.EXLA:#{device}"
      {client, nil} -> :"Elixir.EXLA:#{client}"
      {client, device} -> :"Elixir.EXLA:#{client}:#{device}"
    end
  end

  # The devices of the platform that is taken when none is asked for, a line each.
  def devices(), do: String.split(Cnx.Compiler.devices(EXLA), "\n", trim: true)
end
