# Mix.Shell.IO - what tasks and scripts tell their user, and ask.
defmodule Mix.Shell.IO do
  @doc "Prints a message."
  def info(message), do: message |> IO.ANSI.format() |> IO.puts()

  @doc "Prints a message to standard error, in red on a terminal."
  def error(message) do
    colours = Cnx.Terminal.colours?(:stderr)
    IO.puts(:stderr, IO.ANSI.format([:red, :bright, message], colours))
  end

  @doc "Asks; gives the line that is typed."
  def prompt(message), do: IO.gets(message <> " ")

  @doc "Asks a question; whether the answer is yes. `default: :no` is for an empty line."
  def yes?(message, options \\ []) do
    default = Keyword.get(options, :default, :yes)

    if default not in [:yes, :no] do
      raise ArgumentError,
            ":default option for yes?/2 must be :yes or :no, got: #{inspect(default)}"
    end

    answer = IO.gets(message <> if(default == :yes, do: " [Yn] ", else: " [yN] "))

    case is_binary(answer) and answer |> String.trim() |> String.downcase() do
      "" -> default == :yes
      answer -> answer in ["y", "yes"]
    end
  end

  @doc "Runs a command of the system's shell; its exit status. It prints where the program does."
  def cmd(command, _options \\ []), do: command |> System.shell(use_stdio: false) |> elem(1)

  @doc "Says whose output follows; there is one application."
  def print_app, do: :ok
end
