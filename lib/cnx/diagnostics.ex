# Cnx.Diagnostics - warnings as values, for Code.with_diagnostics: what the compiler finds odd and what
# IO.warn says.
defmodule Cnx.Diagnostics do
  @doc "{what the function gives, the warnings meanwhile}; with `log: true` they are shown, too."
  def gather(options, fun) do
    outer = :persistent_term.get(__MODULE__, nil)
    show = Keyword.get(options, :log, false)
    before = Cnx.Warnings.keep(not show)
    :persistent_term.put(__MODULE__, {show, []})

    try do
      result = fun.()
      {_, said} = :persistent_term.get(__MODULE__)
      {{result, said}, Cnx.Warnings.release(before)}
    catch
      kind, reason ->
        Cnx.Warnings.release(before)
        :erlang.raise(kind, reason, __STACKTRACE__)
    else
      {{result, said}, found} -> {result, Enum.map(found, &diagnostic/1) ++ Enum.reverse(said)}
    after
      :persistent_term.put(__MODULE__, outer)
    end
  end

  defp diagnostic({message, file, line, column}) do
    position = if column, do: {line, column}, else: line
    path = if file != "nofile", do: Path.expand(file)
    new(message, path, position, [])
  end

  defp new(message, file, position, stacktrace) do
    %{
      message: message,
      severity: :warning,
      file: file,
      source: file,
      position: position,
      span: nil,
      stacktrace: stacktrace,
      details: nil
    }
  end

  @doc "What IO.warn says, to standard error and to whoever gathers."
  def warn(message, stack) do
    message = message |> IO.chardata_to_string() |> String.trim_trailing("\n")
    location = with [{_, _, _, location} | _] <- stack, do: location

    diagnostic =
      new(message, location[:file] && to_string(location[:file]), location[:line] || 0, stack)

    case :persistent_term.get(__MODULE__, nil) do
      {false, said} ->
        :persistent_term.put(__MODULE__, {false, [diagnostic | said]})

      {true, said} ->
        :persistent_term.put(__MODULE__, {true, [diagnostic | said]}) && print(diagnostic)

      nil ->
        print(diagnostic)
    end

    :ok
  end

  @doc "Shows a diagnostic on standard error."
  def print(%{severity: severity, message: message} = diagnostic) do
    title = if Cnx.Terminal.colours?(:stderr), do: colour(severity), else: "#{severity}: "
    IO.write(:stderr, [title, message, "\n", place(diagnostic), "\n"])
  end

  defp colour(:error), do: "\e[31merror:\e[0m "
  defp colour(_), do: "\e[33mwarning:\e[0m "

  defp place(%{stacktrace: [_ | _] = stack}),
    do: for(entry <- stack, do: ["  ", Exception.format_stacktrace_entry(entry), "\n"])

  defp place(%{file: file, position: position}) when is_binary(file) do
    place =
      case position do
        {line, column} -> ":#{line}:#{column}"
        0 -> ""
        line -> ":#{line}"
      end

    ["  ", Path.relative_to_cwd(file), place, "\n"]
  end

  defp place(_), do: []
end
