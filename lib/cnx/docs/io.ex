# Cnx.Docs.IO - what h says about IO.
defmodule Cnx.Docs.IO do
  def text,
    do: ~S"""
    Input and output.

    - binwrite(device \\ :stdio, iodata): Writes bytes.
    - chardata_to_string(chardata): Nested characters and strings as one string.
    - gets(device \\ :stdio, prompt): Shows a prompt and reads a line, or :eof.
    - inspect(item, opts \\ []): Prints a value and gives it. `:label` stands in front; other options as for inspect/2.
    - inspect(device, item, opts): The same to a device.
    - iodata_length(iodata): How many bytes it holds.
    - iodata_to_binary(iodata): Nested bytes and binaries as one binary.
    - puts(device \\ :stdio, item): Writes a line.
    - read(device \\ :stdio, line_or_chars): Reads a :line or to the end, :eof.
    - warn(message, stacktrace_info \\ []): Prints a warning to standard error.
    - write(device \\ :stdio, chardata): Writes text.
    - binread(what): As read.
    - binread(device, what): As read; a count is one of bytes.
    - binstream(): As stream.
    - binstream(what): As stream.
    - binstream(device, what): As stream.
    - getn(prompt, count \\ 1): So many characters after a prompt.
    - getn(device, prompt, count): So many characters of a device.
    - puts(): An empty line.
    - stream(): The lines of standard input.
    - stream(what): The same, or pieces of so many characters.
    - stream(device, what): Those of a device.
    """
end
