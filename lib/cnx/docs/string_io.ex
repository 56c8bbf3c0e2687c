# Cnx.Docs.StringIO - what h says about StringIO.
defmodule Cnx.Docs.StringIO do
  def text,
    do: ~S"""
    Devices that read from a string and write into one; IO functions take them.

    - open(string, options_or_function \\ []): {:ok, device} that reads the string; `capture_prompt: true` keeps prompts.
    - open(string, options, function): {:ok, result} of the function with the device, which is then closed.
    - contents(device): {what is still to be read, what was written}.
    - flush(device): What was written, which is forgotten.
    - close(device): {:ok, contents}.
    """
end
