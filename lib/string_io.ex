# StringIO - devices that read from a string and write into one.
defmodule StringIO do
  def open(string, options_or_function \\ [])

  def open(string, function) when is_function(function, 1), do: open(string, [], function)

  def open(string, options) when is_binary(string) and is_list(options) do
    prompts? = Keyword.get(options, :capture_prompt, false)
    {:ok, Cnx.Device.open(%Cnx.Device{input: string, output: [], prompts?: prompts?})}
  end

  def open(string, options, function) do
    {:ok, pid} = open(string, options)

    try do
      {:ok, function.(pid)}
    after
      close(pid)
    end
  end

  def contents(pid), do: Cnx.Device.contents(pid)
  def flush(pid), do: Cnx.Device.flush(pid)

  def close(pid) do
    contents = contents(pid)
    Cnx.Device.close(pid)
    {:ok, contents}
  end
end
