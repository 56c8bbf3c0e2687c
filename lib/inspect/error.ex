# Inspect.Error - a struct whose implementation of Inspect raised.
defmodule Inspect.Error do
  defexception [:exception_module, :exception_message, :stacktrace, :inspected_struct]

  def exception(arguments) do
    exception = Keyword.fetch!(arguments, :exception)

    %Inspect.Error{
      exception_module: exception.__struct__,
      exception_message: String.trim_trailing(Exception.message(exception), "\n"),
      stacktrace: Keyword.fetch!(arguments, :stacktrace),
      inspected_struct: Keyword.fetch!(arguments, :inspected_struct)
    }
  end

  def message(error) do
    "got #{inspect(error.exception_module)} with message:\n\n" <>
      "    \"\"\"\n#{indent(error.exception_message, 4)}\n    \"\"\"\n\n" <>
      "while inspecting:\n\n#{indent(error.inspected_struct, 4)}\n"
  end

  # The text in place of the struct; where that is not safe, raises.
  def stand_in(exception, stack, shown, safe?) do
    error = exception(exception: exception, stacktrace: stack, inspected_struct: shown)
    if safe?, do: text(error), else: reraise(error, stack)
  end

  @doc false
  def text(error) do
    stack =
      if error.stacktrace in [nil, []],
        do: "",
        else: "\n  Stacktrace:\n\n#{Exception.format_stacktrace(error.stacktrace)}"

    "#Inspect.Error<\n#{indent(message(error), 2)}#{stack}\n>"
  end

  defp indent(text, columns) do
    Regex.replace(~r/^(?=.)/m, text, String.duplicate(" ", columns))
  end
end

defimpl Inspect, for: Inspect.Error do
  def inspect(error, _options), do: Inspect.Error.text(error)
end
