# Logger - messages for whoever watches the program, on standard error.
#
# ExUnit.CaptureLog takes them instead while it captures.
defmodule Logger do
  @levels [
    debug: 0,
    info: 1,
    notice: 2,
    warning: 3,
    error: 4,
    critical: 5,
    alert: 6,
    emergency: 7
  ]

  for {level, _} <- @levels do
    defmacro unquote(level)(message, metadata \\ []), do: call(unquote(level), message, metadata)
  end

  @deprecated "Use Logger.warning/2 instead"
  defmacro warn(message, metadata \\ []), do: call(:warning, message, metadata)
  defmacro log(level, message, metadata \\ []), do: call(level, message, metadata)

  # The message is only made when somebody sees it.
  defp call(level, message, metadata) do
    quote do
      Logger.__log__(unquote(level), fn -> unquote(message) end, unquote(metadata), __MODULE__)
    end
  end

  def bare_log(level, message, metadata \\ []),
    do: __log__(level, fn -> message end, metadata, nil)

  # --- which levels are written ---

  def levels, do: [:error, :info, :debug, :emergency, :alert, :critical, :warning, :notice]
  def level, do: :persistent_term.get(:logger_level, :debug)

  def configure(options),
    do: if(options[:level], do: :persistent_term.put(:logger_level, options[:level]), else: :ok)

  def put_process_level(pid, level) when pid == self() do
    Process.put(:logger_level, level)
    :ok
  end

  def get_process_level(pid) when pid == self(), do: Process.get(:logger_level)

  def delete_process_level(pid) when pid == self() do
    Process.delete(:logger_level)
    :ok
  end

  def disable(pid), do: put_process_level(pid, :none)
  def enable(pid), do: delete_process_level(pid)
  def enabled?(pid), do: get_process_level(pid) != :none

  def put_module_level(modules, level) do
    for module <- List.wrap(modules), do: :persistent_term.put({:logger_level, module}, level)
    :ok
  end

  def get_module_level(modules) do
    for module <- List.wrap(modules),
        level = :persistent_term.get({:logger_level, module}, nil),
        do: {module, level}
  end

  def delete_module_level(modules) do
    for module <- List.wrap(modules), do: :persistent_term.erase({:logger_level, module})
    :ok
  end

  def delete_all_module_levels do
    for {{:logger_level, module}, _} <- :persistent_term.get(), do: delete_module_level(module)
    :ok
  end

  # The process's level counts before the module's, and that before the level of all.
  defp written?(level, module) do
    least =
      Process.get(:logger_level) || :persistent_term.get({:logger_level, module}, nil) || level()

    number(level) >= number(least)
  end

  # --- what goes along ---

  def metadata, do: Process.get(:logger_metadata) || []

  def metadata(more) do
    kept = for {key, value} <- Keyword.merge(metadata(), more), value != nil, do: {key, value}
    reset_metadata(kept)
  end

  def reset_metadata(metadata \\ []) do
    Process.put(:logger_metadata, metadata)
    :ok
  end

  def flush, do: :ok

  def compare_levels(same, same), do: :eq
  def compare_levels(left, right), do: if(number(left) > number(right), do: :gt, else: :lt)

  defp number(:all), do: -1
  defp number(:none), do: 100
  defp number(:warn), do: @levels[:warning]
  defp number(level), do: Keyword.fetch!(@levels, level)

  @doc false
  def __log__(level, message, _metadata, module) do
    level = if level == :warn, do: :warning, else: level
    if written?(level, module), do: write(level, text(message.()))
    :ok
  end

  defp text(fun) when is_function(fun, 0), do: text(fun.())
  defp text({message, _metadata}), do: text(message)
  defp text(message) when is_binary(message), do: message
  defp text([{_, _} | _] = report), do: inspect(report)
  defp text(report) when is_map(report), do: inspect(report)
  defp text(chardata), do: IO.chardata_to_string(chardata)

  defp write(level, text) do
    line = "\n#{time()} [#{level}] #{text}\n"

    case :persistent_term.get(:logger_captures, []) do
      [] ->
        IO.write(
          :stderr,
          if(Cnx.Terminal.colours?(:stderr), do: "#{colour(level)}#{line}\e[0m", else: line)
        )

      captures ->
        kept =
          for {least, lines} <- captures,
              do: {least, if(number(level) >= number(least), do: [line | lines], else: lines)}

        :persistent_term.put(:logger_captures, kept)
    end
  end

  defp colour(level) when level in [:error, :critical, :alert, :emergency], do: "\e[31m"
  defp colour(:warning), do: "\e[33m"
  defp colour(:debug), do: "\e[36m"
  defp colour(_), do: "\e[22m"

  # Of the day, in the zone of the system, with milliseconds.
  defp time do
    ms = System.os_time(:millisecond)
    {_date, {hour, minute, second}} = Cnx.Time.local(div(ms, 1000))
    [hour, minute, second] = for part <- [hour, minute, second], do: padded(part, 2)
    "#{hour}:#{minute}:#{second}.#{padded(rem(ms, 1000), 3)}"
  end

  defp padded(number, digits), do: String.pad_leading("#{number}", digits, "0")
end
