# Benchee.System - the machine that jobs run on.
defmodule Benchee.System do
  defstruct [:elixir, :erlang, :jit_enabled?, :num_cores, :os, :available_memory, :cpu_speed]

  def system(suite) do
    %{suite | system: about()}
  end

  defp about do
    %__MODULE__{
      elixir: System.version(),
      erlang: System.otp_release(),
      jit_enabled?: false,
      num_cores: System.schedulers_online(),
      os: :Linux,
      cpu_speed: found("/proc/cpuinfo", ~r/^model name\s*: (.*)$/m) || "Unrecognized processor",
      available_memory: memory(found("/proc/meminfo", ~r/^MemTotal:\s*(\d+) kB/m))
    }
  end

  defp found(path, pattern) do
    with {:ok, text} <- File.read(path),
         [_, found] <- Regex.run(pattern, text),
         do: found,
         else: (_ -> nil)
  end

  defp memory(nil), do: "N/A"
  defp memory(kb), do: Benchee.Conversion.Memory.format(String.to_integer(kb) * 1024)
end
