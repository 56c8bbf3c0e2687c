# :erlang - what the functions written in C make easy.
defmodule :erlang do
  def +number when is_number(number), do: Kernel.+(number)
  def float(number) when is_number(number), do: number / 1
  def unquote(:and)(left, right) when is_boolean(left) and is_boolean(right), do: left and right
  def unquote(:or)(left, right) when is_boolean(left) and is_boolean(right), do: left or right
  def unquote(:xor)(left, right) when is_boolean(left) and is_boolean(right), do: left != right
  def append(left, right), do: left ++ right
  def apply(fun, args), do: Kernel.apply(fun, args)
  def throw(term), do: Kernel.throw(term)
  def exit(reason), do: Kernel.exit(reason)
  def error(reason, _args, _options), do: :erlang.error(reason)
  def size(tuple) when is_tuple(tuple), do: tuple_size(tuple)
  def size(binary), do: byte_size(binary)
  def binary_part(binary, {start, size}), do: Kernel.binary_part(binary, start, size)
  def delete_element(index, tuple), do: Tuple.delete_at(tuple, index - 1)
  def insert_element(index, tuple, value), do: Tuple.insert_at(tuple, index - 1, value)
  def function_exported(module, name, arity), do: function_exported?(module, name, arity)
  def fun_info(fun), do: Function.info(fun)
  def fun_info(fun, item), do: Function.info(fun, item)
  def convert_time_unit(time, from, to), do: System.convert_time_unit(time, from, to)
  def halt, do: System.halt(0)
  def halt(status), do: System.halt(status)
  def node, do: :nonode@nohost
  def garbage_collect, do: true
  def get, do: Enum.to_list(Process.get())
  def get_keys, do: Process.get_keys()
  def is_process_alive(pid), do: Process.alive?(pid)
  def is_port(_term), do: false

  def split_binary(binary, at),
    do: {binary_part(binary, 0, at), binary_part(binary, at, byte_size(binary) - at)}

  def binary_to_list(binary, from, to),
    do: :erlang.binary_to_list(Kernel.binary_part(binary, from - 1, to - from + 1))

  def bitstring_to_list(<<byte, rest::bitstring>>), do: [byte | bitstring_to_list(rest)]
  def bitstring_to_list(<<>>), do: []
  def bitstring_to_list(rest), do: [rest]

  def list_to_bitstring(list), do: for(part <- List.flatten(list), into: <<>>, do: bits(part))
  defp bits(byte) when is_integer(byte), do: <<byte>>
  defp bits(part) when is_bitstring(part), do: part

  def adler32(data) do
    {a, b} =
      for <<byte <- IO.iodata_to_binary(data)>>, reduce: {1, 0} do
        {a, b} -> {rem(a + byte, 65521), rem(a + b + byte, 65521)}
      end

    Bitwise.bor(Bitwise.bsl(b, 16), a)
  end

  def crc32(data) do
    crc =
      for <<byte <- IO.iodata_to_binary(data)>>, reduce: 0xFFFFFFFF do
        crc -> crc_bits(Bitwise.bxor(crc, byte), 8)
      end

    Bitwise.bxor(crc, 0xFFFFFFFF)
  end

  defp crc_bits(crc, 0), do: crc

  defp crc_bits(crc, bits) do
    half = Bitwise.bsr(crc, 1)
    crc_bits(if(rem(crc, 2) == 1, do: Bitwise.bxor(half, 0xEDB88320), else: half), bits - 1)
  end
end
