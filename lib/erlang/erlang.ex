# :erlang - what the functions written in C make easy.
defmodule :erlang do
  def +number when is_number(number), do: Kernel.+(number)
  def float(number) when is_number(number), do: number / 1
  def unquote(:and)(true, right) when is_boolean(right), do: right
  def unquote(:and)(false, right) when is_boolean(right), do: false
  def unquote(:or)(true, right) when is_boolean(right), do: true
  def unquote(:or)(false, right) when is_boolean(right), do: right
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
  def halt(status, _options), do: System.halt(status)
  def node, do: :nonode@nohost
  def garbage_collect, do: true
  def get, do: Enum.to_list(Process.get())
  def get_keys, do: Process.get_keys()
  def get_keys(value), do: Process.get_keys(value)

  # All of the dictionary, which is empty then.
  def erase do
    pairs = get()
    for {key, _} <- pairs, do: Process.delete(key)
    pairs
  end

  def pid_to_list(pid) when is_pid(pid),
    do: pid |> inspect() |> String.slice(4..-1//1) |> to_charlist()

  def ref_to_list(ref) when is_reference(ref),
    do: ~c"#Ref" ++ (ref |> inspect() |> String.slice(10..-1//1) |> to_charlist())

  def subtract(left, right), do: left -- right

  def is_record(term, tag) when is_atom(tag) do
    case term do
      {} -> false
      _ when is_tuple(term) -> elem(term, 0) == tag
      _ -> false
    end
  end

  def is_record(term, tag, size) when is_integer(size),
    do: if(is_record(term, tag), do: tuple_size(term) == size, else: false)

  def external_size(term), do: byte_size(:erlang.term_to_binary(term))
  def iolist_to_iovec(iodata), do: [IO.iodata_to_binary(iodata)]

  def make_tuple(size, value, changes) do
    Enum.reduce(changes, Tuple.duplicate(value, size), fn {index, value}, tuple ->
      put_elem(tuple, index - 1, value)
    end)
  end

  def display(term) do
    IO.puts(:stderr, :io_lib.format("~w", [term]))
    true
  end

  def node(_pid), do: :nonode@nohost
  def nodes(_kind), do: []
  def processes, do: [self()]
  def module_loaded(module), do: Code.ensure_loaded?(module)
  def make_fun(module, name, arity), do: Function.capture(module, name, arity)
  def process_flag(flag, value), do: Process.flag(flag, value)
  def send(to, message, options), do: Process.send(to, message, options)

  # --- what runs here ---

  # In bytes: what the system gave to the program.
  def memory, do: [total: memory(:total)]

  def memory(:total) do
    [_, pages | _] = "/proc/self/statm" |> File.read!() |> String.split()
    String.to_integer(pages) * 4096
  end

  def system_info(:otp_release), do: to_charlist(System.otp_release())
  def system_info(:wordsize), do: 8
  def system_info(:endian), do: :little
  def system_info(:process_count), do: 1

  def system_info(item)
      when item in [
             :schedulers,
             :schedulers_online,
             :logical_processors,
             :logical_processors_online
           ],
      do: System.schedulers_online()

  def system_info(_item), do: raise(ArgumentError)

  # Milliseconds since the first call, and since the one before.
  def statistics(:wall_clock) do
    now = System.monotonic_time(:millisecond)
    {first, last} = :persistent_term.get({:erlang, :wall_clock}, {now, now})
    :persistent_term.put({:erlang, :wall_clock}, {first, now})
    {now - first, now - last}
  end

  def statistics(_item), do: raise(ArgumentError)

  # --- the time of day ---

  def timestamp, do: :os.timestamp()
  def time_offset, do: System.time_offset()
  def time_offset(unit), do: System.time_offset(unit)
  def universaltime, do: Cnx.Time.of_posix(System.os_time(:second))
  def localtime, do: Cnx.Time.local(System.os_time(:second))
  def date, do: elem(localtime(), 0)
  def time, do: elem(localtime(), 1)
  def universaltime_to_posixtime(time), do: Cnx.Time.to_posix(time)
  def posixtime_to_universaltime(seconds), do: Cnx.Time.of_posix(seconds)
  def universaltime_to_localtime(time), do: time |> Cnx.Time.to_posix() |> Cnx.Time.local()
  def localtime_to_universaltime(time), do: time |> Cnx.Time.of_local() |> Cnx.Time.of_posix()
  def registered, do: []
  def whereis(_name), do: :undefined
  def is_alive, do: false
  def nodes, do: []
  def is_process_alive(pid), do: Process.alive?(pid)
  def is_port(_term), do: false

  def split_binary(binary, at),
    do: {binary_part(binary, 0, at), binary_part(binary, at, byte_size(binary) - at)}

  def binary_to_list(binary, from, to),
    do: :erlang.binary_to_list(Kernel.binary_part(binary, from - 1, to - from + 1))

  def bitstring_to_list(<<byte, rest::bitstring>>), do: [byte | bitstring_to_list(rest)]
  def bitstring_to_list(<<>>), do: []
  def bitstring_to_list(rest) when is_bitstring(rest), do: [rest]

  def list_to_bitstring(list), do: for(part <- List.flatten(list), into: <<>>, do: bits(part))
  defp bits(byte) when is_integer(byte), do: <<byte>>
  defp bits(part) when is_bitstring(part), do: part
end
