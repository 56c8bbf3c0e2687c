# IEx.Helpers - functions of the prompt.
defmodule IEx.Helpers do
  @moduledoc "What the prompt knows: h, i, v and the like."

  @doc "Shows this list of helpers."
  def h do
    IO.puts("""
    b(Module)        the callbacks of a behaviour
    c("file.ex")     compiles files
    cd("folder")     changes the folder
    clear()          clears the screen
    exports(Module)  the functions and macros of a module
    flush()          prints and drops the messages that wait
    h(Module.name)   documentation: of a module, of its functions, of one arity with name/1
    i(value)         what a value is
    import_file("f") evaluates a file
    ls("folder")     the files of a folder
    pwd()            the folder
    r(Module)        compiles the module's file again
    recompile()      compiles the project's files again
    v()              the last value; v(3) that of the third input, v(-2) the last but one

    Tab completes names. A line `#iex:break` drops an expression that is not finished; so does Ctrl-C,
    which also stops what runs. A line that begins with |> goes on with the last value.
    """)

    hidden()
  end

  @doc "Shows documentation."
  defmacro h(term) do
    quote(do: IEx.Introspection.h(unquote(target(term))))
  end

  @doc "Shows the callbacks of a behaviour."
  defmacro b(term), do: quote(do: IEx.Introspection.b(unquote(target(term))))

  # What a name written in the call means: {module} | {module, name} | {module, name, arity}, where
  # module :local stands for what needs no prefix.
  defp target({:/, _, [call, arity]}) when is_integer(arity) do
    case target(call) do
      {:{}, [], [module, name, _]} -> {:{}, [], [module, name, arity]}
      other -> other
    end
  end

  defp target({{:., _, [module, name]}, _, _}) when is_atom(name),
    do: {:{}, [], [module, name, :any]}

  defp target({:__aliases__, _, _} = module), do: {:{}, [], [module]}
  defp target(module) when is_atom(module), do: {:{}, [], [module]}

  defp target({name, _, args}) when is_atom(name) and (is_atom(args) or args == []),
    do: {:{}, [], [:local, name, :any]}

  defp target({name, _, args}) when is_atom(name) and is_list(args),
    do: {:{}, [], [:local, name, length(args)]}

  defp target(_), do: {:{}, [], []}

  @doc "Shows what a value is: its type, its size, what is done with it."
  def i(term) do
    for {title, text} <- IEx.Introspection.info(term) do
      IO.puts(IEx.Introspection.bold(title))
      IO.puts(["  ", String.replace(text, "\n", "\n  ")])
    end

    hidden()
  end

  @doc "The value of the last input, or of the one with this number."
  def v(number \\ -1) when is_integer(number), do: IEx.Session.value(number)

  @doc "Compiles files; gives the modules they define."
  def c(files, _path \\ nil) do
    for file <- List.wrap(files) do
      if not File.exists?(file), do: raise(ArgumentError, "could not find file #{file}")
      Code.compile_file(file)
    end
    |> List.flatten()
    |> Enum.map(&elem(&1, 0))
  end

  @doc "Compiles the file that a module is from again."
  def r(module) when is_atom(module) do
    case Cnx.Docs.module(module) do
      {_, file, _, _} when file not in ["nofile", "iex"] ->
        if not File.exists?(file),
          do: raise(ArgumentError, "could not find source file for module: #{inspect(module)}")

        {:reloaded, Enum.map(Code.compile_file(file), &elem(&1, 0))}

      _ ->
        raise ArgumentError, "could not load nor find module: #{inspect(module)}"
    end
  end

  @doc "Compiles the files of the project again."
  def recompile(_options \\ []) do
    if Cnx.Project.here?() do
      for folder <- Mix.Project.config()[:elixirc_paths],
          file <- Path.wildcard(Path.join(folder, "**/*.ex")),
          do: Code.eval_file(file)

      :ok
    else
      IO.puts(:stderr, "there is no project (mix.exs) in this folder")
      :error
    end
  end

  @doc "Prints the functions and macros of a module."
  def exports(module) do
    (Cnx.Module.definitions(module, :macros, false) ++
       Cnx.Module.definitions(module, :functions, false))
    |> Enum.reject(fn {name, _} -> String.starts_with?("#{name}", "__") end)
    |> Enum.map(fn {name, arity} -> "#{name}/#{arity}" end)
    |> in_columns()

    hidden()
  end

  @doc "Clears the screen."
  def clear do
    if Cnx.Terminal.terminal?(:stdio),
      do: IO.write("\e[H\e[2J"),
      else: IO.puts("Cannot clear the screen because it is not a terminal")

    hidden()
  end

  @doc "Prints the files of a folder."
  def ls(path \\ ".") do
    case File.ls(path) do
      {:ok, names} ->
        names
        |> Enum.sort()
        |> Enum.map(&if(File.dir?(Path.join(path, &1)), do: &1 <> "/", else: &1))
        |> in_columns()

      {:error, reason} ->
        IO.puts(:stderr, "could not list #{path}: #{:file.format_error(reason)}")
    end

    hidden()
  end

  @doc "Changes the folder."
  def cd(path) do
    case File.cd(path) do
      :ok ->
        pwd()

      {:error, reason} ->
        IO.puts(:stderr, "could not change to #{path}: #{:file.format_error(reason)}")
    end

    hidden()
  end

  @doc "Prints the folder."
  def pwd do
    IO.puts(File.cwd!())
    hidden()
  end

  @doc "Prints the messages that wait, and drops them."
  def flush do
    receive do
      message ->
        IO.inspect(message)
        flush()
    after
      0 -> :ok
    end
  end

  @doc "Evaluates a file."
  defmacro import_file(path) do
    quote do
      unquote(Code.string_to_quoted!(File.read!(path), file: path))
    end
  end

  defp in_columns([]), do: :ok

  defp in_columns(names) do
    wide = (names |> Enum.map(&String.length/1) |> Enum.max()) + 2
    count = max(1, div(IEx.width(), wide))

    for row <- Enum.chunk_every(names, count),
        do:
          IO.puts(row |> Enum.map_join(&String.pad_trailing(&1, wide)) |> String.trim_trailing())
  end

  defp hidden, do: IEx.dont_display_result()
end
