# Cnx.Device - open files and strings. A device is a pid; what it stands for is kept under that, in
# the table of the program, until it is closed: text still to be read, and where writing goes.
defmodule Cnx.Device do
  defstruct [:path, :output, input: nil, prompts?: false]

  def open(%__MODULE__{} = device) do
    pid = Cnx.Process.new()
    put(pid, device)
    pid
  end

  def close(pid) do
    device = device(pid)
    :persistent_term.erase({__MODULE__, pid})
    device
  end

  def device(pid), do: :persistent_term.get({__MODULE__, pid}, nil) || :erlang.error(:terminated)

  defp put(pid, device), do: :persistent_term.put({__MODULE__, pid}, device)

  @doc "Appends to what the device writes."
  def write(pid, text) do
    case device(pid) do
      %{path: path, output: true} ->
        File.write!(path, text, [:append])

      %{output: output} = device when is_list(output) ->
        put(pid, %{device | output: [output | text]})

      _ ->
        :erlang.error(:ebadf)
    end

    :ok
  end

  def contents(pid) do
    device = device(pid)
    {device.input, IO.iodata_to_binary(device.output)}
  end

  # What was written, which is then forgotten.
  def flush(pid) do
    {_input, output} = contents(pid)
    put(pid, %{device(pid) | output: []})
    output
  end

  def prompt(pid, prompt), do: if(device(pid).prompts?, do: write(pid, prompt))

  @doc "The next line, so many characters, or all that is left (:eof)."
  def read(pid, what) do
    case device(pid) do
      %{input: nil} -> {:error, :ebadf}
      %{input: ""} -> if what == :all, do: "", else: :eof
      device -> taken(pid, device, split(device.input, what))
    end
  end

  defp taken(pid, device, {text, rest}) do
    put(pid, %{device | input: rest})
    text
  end

  defp split(input, :line) do
    case :binary.match(input, "\n") do
      {at, 1} -> cut(input, at + 1)
      :nomatch -> {input, ""}
    end
  end

  defp split(input, {:bytes, count}), do: cut(input, min(count, byte_size(input)))
  defp split(input, count) when is_integer(count), do: String.split_at(input, count)
  defp split(input, _all), do: {input, ""}

  defp cut(input, at),
    do: {binary_part(input, 0, at), binary_part(input, at, byte_size(input) - at)}
end
