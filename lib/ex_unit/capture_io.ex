# ExUnit.CaptureIO - what a function prints, as a string.
defmodule ExUnit.CaptureIO do
  @doc "What the function prints to standard output."
  def capture_io(fun) when is_function(fun, 0), do: capture_io(:stdio, [], fun)

  @doc "The same for a device, with options, or with a text that is read as input."
  def capture_io(device, fun) when is_atom(device) and is_function(fun, 0),
    do: capture_io(device, [], fun)

  def capture_io(input, fun) when is_binary(input) and is_function(fun, 0),
    do: capture_io(:stdio, [input: input], fun)

  def capture_io(options, fun) when is_list(options) and is_function(fun, 0),
    do: capture_io(:stdio, options, fun)

  @doc "The same with a device and one of these."
  def capture_io(device, input, fun) when is_binary(input),
    do: capture_io(device, [input: input], fun)

  def capture_io(device, options, fun) when is_list(options),
    do: elem(with_io(device, options, fun), 1)

  @doc "{what the function gives, what it prints}."
  def with_io(fun) when is_function(fun, 0), do: with_io(:stdio, [], fun)

  @doc "The same for a device, with options, or with a text that is read as input."
  def with_io(device, fun) when is_atom(device) and is_function(fun, 0),
    do: with_io(device, [], fun)

  def with_io(input, fun) when is_binary(input) and is_function(fun, 0),
    do: with_io(:stdio, [input: input], fun)

  def with_io(options, fun) when is_list(options) and is_function(fun, 0),
    do: with_io(:stdio, options, fun)

  @doc "The same with both."
  def with_io(device, input, fun) when is_binary(input), do: with_io(device, [input: input], fun)

  def with_io(device, options, fun) do
    input? = device in [:stdio, :standard_io]
    prompts? = Keyword.get(options, :capture_prompt, true)
    if input?, do: Cnx.Input.push(Keyword.get(options, :input, ""), prompts?)
    Cnx.Output.capture(device)

    result =
      try do
        {:ok, fun.()}
      catch
        kind, reason -> {kind, reason, __STACKTRACE__}
      end

    printed = Cnx.Output.release(device)
    if input?, do: Cnx.Input.pop()

    case result do
      {:ok, value} -> {value, printed}
      {kind, reason, stack} -> :erlang.raise(kind, reason, stack)
    end
  end
end
