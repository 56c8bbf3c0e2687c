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

  defmacro warn(message, metadata \\ []), do: call(:warning, message, metadata)
  defmacro log(level, message, metadata \\ []), do: call(level, message, metadata)

  # The message is only made when somebody sees it.
  defp call(level, message, metadata),
    do: quote(do: Logger.__log__(unquote(level), fn -> unquote(message) end, unquote(metadata)))

  def bare_log(level, message, metadata \\ []), do: __log__(level, fn -> message end, metadata)

  def levels, do: [:error, :info, :debug, :emergency, :alert, :critical, :warning, :notice]
  def level, do: :persistent_term.get(:logger_level, :debug)

  def configure(options),
    do: if(options[:level], do: :persistent_term.put(:logger_level, options[:level]), else: :ok)

  def put_process_level(_pid, _level), do: :ok
  def metadata, do: Process.get(:logger_metadata) || []

  def metadata(more) do
    Process.put(:logger_metadata, Keyword.merge(metadata(), more))
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
  def __log__(level, message, _metadata) do
    level = if level == :warn, do: :warning, else: level
    if number(level) >= number(level()), do: write(level, text(message.()))
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

  # Of the day, in UTC, with milliseconds.
  defp time do
    ms = rem(System.os_time(:millisecond), 86_400_000)
    two = fn number -> String.pad_leading("#{number}", 2, "0") end
    seconds = div(ms, 1000)

    "#{two.(div(seconds, 3600))}:#{two.(div(rem(seconds, 3600), 60))}:#{two.(rem(seconds, 60))}." <>
      String.pad_leading("#{rem(ms, 1000)}", 3, "0")
  end
end
