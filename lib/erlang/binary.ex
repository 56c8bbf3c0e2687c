# :binary - what is not written in C.
defmodule :binary do
  # A pattern is searched for as it is.
  def compile_pattern(pattern) when is_binary(pattern) or is_list(pattern), do: pattern

  def part(binary, {start, size}), do: Kernel.binary_part(binary, start, size)

  def bin_to_list(binary, {start, size}),
    do: :binary.bin_to_list(Kernel.binary_part(binary, start, size))

  def bin_to_list(binary, start, size), do: bin_to_list(binary, {start, size})
  def encode_hex(binary), do: Base.encode16(binary)
  def encode_hex(binary, :uppercase), do: Base.encode16(binary)
  def encode_hex(binary, :lowercase), do: Base.encode16(binary, case: :lower)
  def decode_hex(text), do: Base.decode16!(text, case: :mixed)
  def referenced_byte_size(binary), do: byte_size(binary)

  def join(binaries, separator) when is_binary(separator),
    do: binaries |> Enum.intersperse(separator) |> IO.iodata_to_binary()

  def longest_common_prefix([first | rest]),
    do: Enum.reduce(rest, byte_size(first), &min(common(first, &1, 0), &2))

  def longest_common_prefix(_binaries), do: no_binaries()

  def longest_common_suffix([_ | _] = binaries),
    do: binaries |> Enum.map(&turned/1) |> longest_common_prefix()

  def longest_common_suffix(_binaries), do: no_binaries()

  defp no_binaries do
    raise ArgumentError,
          "errors were found at the given arguments:\n\n  * 1st argument: not a flat list of binaries\n"
  end

  defp common(<<a, left::binary>>, <<a, right::binary>>, n), do: common(left, right, n + 1)
  defp common(_left, _right, n), do: n

  defp turned(binary),
    do: binary |> :binary.bin_to_list() |> :lists.reverse() |> :binary.list_to_bin()
end
