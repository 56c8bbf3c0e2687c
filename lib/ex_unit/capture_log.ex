# ExUnit.CaptureLog - what a function logs, as a string.
defmodule ExUnit.CaptureLog do
  @doc "What is logged while the function runs; `level:` keeps messages of at least that level."
  def capture_log(options \\ [], fun) when is_function(fun, 0),
    do: elem(with_log(options, fun), 1)

  @doc "{what the function gives, what is logged}."
  def with_log(options \\ [], fun) when is_function(fun, 0) do
    __start__(options)

    result =
      try do
        {:ok, fun.()}
      catch
        kind, reason -> {kind, reason, __STACKTRACE__}
      end

    logged = __stop__()

    case result do
      {:ok, value} -> {value, logged}
      {kind, reason, stack} -> :erlang.raise(kind, reason, stack)
    end
  end

  @doc false
  def __start__(options),
    do: :persistent_term.put(:logger_captures, [{options[:level] || :debug, []} | captures()])

  @doc false
  def __stop__ do
    [{_level, lines} | rest] = captures()
    :persistent_term.put(:logger_captures, rest)
    lines |> Enum.reverse() |> IO.iodata_to_binary()
  end

  defp captures, do: :persistent_term.get(:logger_captures, [])
end
