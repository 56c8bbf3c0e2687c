# IO - what is not written in C.
defmodule IO do
  def gets(prompt), do: gets(:stdio, prompt)

  def gets(device, prompt) when is_pid(device) do
    Cnx.Device.prompt(device, prompt)
    Cnx.Device.read(device, :line)
  end

  def gets(_device, prompt) do
    prompt(prompt)
    Cnx.File.read_line()
  end

  def read(:line), do: Cnx.File.read_line()
  def read(:eof), do: read_rest([])
  def read(:all), do: read_rest([""])
  def read(count) when is_integer(count) and count >= 0, do: Cnx.File.read_chars(count)
  def read(device, what) when is_pid(device), do: Cnx.Device.read(device, what)
  def read(_device, what), do: read(what)

  defp read_rest(lines) do
    case Cnx.File.read_line() do
      :eof when lines == [] -> :eof
      :eof -> lines |> :lists.reverse() |> IO.iodata_to_binary()
      line -> read_rest([line | lines])
    end
  end

  # With where the program calls it from.
  def warn(message) do
    {:current_stacktrace, stack} = Process.info(self(), :current_stacktrace)
    warn(message, stack)
  end

  # With a stack, or with the place that an environment or a keyword list names.
  def warn(message, []), do: Cnx.Diagnostics.warn(message, [])

  def warn(message, [entry | _] = stack) when is_tuple(entry) and tuple_size(entry) == 4,
    do: Cnx.Diagnostics.warn(message, stack)

  def warn(message, %{__struct__: Macro.Env} = env), do: warn(message, Macro.Env.stacktrace(env))

  def warn(message, options) when is_list(options) do
    {name, arity} = options[:function] || {:__MODULE__, 0}

    location =
      for key <- [:file, :line],
          value = options[key],
          do: {key, if(key == :file, do: to_charlist(value), else: value)}

    warn(message, [{options[:module], name, arity, location}])
  end

  def getn(prompt), do: getn(:stdio, prompt, 1)
  def getn(prompt, count) when is_integer(count), do: getn(:stdio, prompt, count)
  def getn(device, prompt), do: getn(device, prompt, 1)

  def getn(device, prompt, count) when is_pid(device) do
    Cnx.Device.prompt(device, prompt)
    Cnx.Device.read(device, count)
  end

  def getn(_device, prompt, count) do
    prompt(prompt)
    Cnx.File.read_chars(count)
  end

  defp prompt(text), do: if(Cnx.Input.prompts?(), do: IO.write(text))

  # The lines of a device, or pieces of so many characters.
  def stream, do: stream(:stdio, :line)

  def stream(device \\ :stdio, what),
    do: %IO.Stream{device: device, raw: false, line_or_bytes: what}

  def binstream, do: binstream(:stdio, :line)
  def binstream(device \\ :stdio, what), do: %IO.Stream{device: device, line_or_bytes: what}

  def binread(what), do: binread(:stdio, what)

  def binread(device, count) when is_pid(device) and is_integer(count),
    do: Cnx.Device.read(device, {:bytes, count})

  def binread(_device, count) when is_integer(count), do: Cnx.File.read_bytes(count)
  def binread(device, what), do: read(device, what)
end
