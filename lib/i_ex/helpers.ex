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
    open(Module.f)   the source in $ELIXIR_EDITOR or $EDITOR
    pwd()            the folder
    r(Module)        compiles the module's file again
    recompile()      compiles the project's files again
    runtime_info()   what runs here: versions, the machine, memory
    v()              the last value; v(3) that of the third input, v(-2) the last but one

    Tab completes names. A line `#iex:break` drops an expression that is not finished; so does Ctrl-C,
    which also stops what runs. A line that begins with |> or another operator goes on with the last value.
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
  def i(term \\ v()) do
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
    files = List.wrap(files)

    case Enum.reject(files, &File.exists?/1) do
      [] -> :ok
      missing -> raise ArgumentError, "could not find files #{Enum.join(missing, ", ")}"
    end

    files
    |> Enum.map(&Code.compile_file/1)
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
  def exports(module \\ Kernel) do
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

      {:error, :enoent} ->
        IO.puts(:stderr, IEx.color(:eval_error, "No such file or directory #{path}"))

      {:error, :enotdir} ->
        IO.puts(Path.absname(path))

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

      {:error, :enoent} ->
        IO.puts(:stderr, IEx.color(:eval_error, "No directory #{path}"))

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
  defmacro import_file(path), do: file_quoted(path)

  @doc "Evaluates a file, if it is there."
  defmacro import_file_if_available(path), do: if(File.exists?(path), do: file_quoted(path))

  defp file_quoted(path), do: Code.string_to_quoted!(File.read!(Path.expand(path)), file: path)

  @doc false
  # What a session begins with: the file .iex.exs of this folder, or else of the home folder.
  defmacro __dot_iex__ do
    if path = Enum.find([".iex.exs", "~/.iex.exs"], &File.regular?(Path.expand(&1))),
      do: file_quoted(path)
  end

  @doc "Imports a module, if it is there."
  defmacro import_if_available(module, options \\ []) do
    if Code.ensure_loaded?(Macro.expand(module, __CALLER__)),
      do: quote(do: import(unquote(module), unquote(options)))
  end

  @doc "Uses a module, if it is there."
  defmacro use_if_available(module, options \\ []) do
    if Code.ensure_loaded?(Macro.expand(module, __CALLER__)),
      do: quote(do: use(unquote(module), unquote(options)))
  end

  @doc "Says that there is nothing to show: types are read, and not kept."
  defmacro t(term) do
    text =
      "No type information for #{Macro.to_string(term)} was found: cnx reads types and keeps none"

    quote(do: IO.puts(unquote(text)) && IEx.dont_display_result())
  end

  @doc "Opens the file of the project in an editor ($ELIXIR_EDITOR, $EDITOR)."
  def open, do: IEx.Introspection.open({:file, "mix.exs", 1})

  @doc "Opens the source of a module, of a function, or a file, {file, line} in an editor."
  defmacro open(term), do: quote(do: IEx.Introspection.open(unquote(opened(term))))

  defp opened(text) when is_binary(text), do: {:{}, [], [:file, text, 1]}
  defp opened({file, line}), do: {:{}, [], [:file, file, line]}
  defp opened(term), do: target(term)

  @doc "Prints what runs here: versions, the machine, memory."
  def runtime_info, do: runtime_info([:system, :memory])

  @doc "Prints some of it: :system, :memory."
  def runtime_info(topics) do
    for topic <- List.wrap(topics), do: IEx.Introspection.runtime_info(topic)
    hidden()
  end

  @doc "Refused: there is no debugger; dbg/1 and IO.inspect/2 show what happens."
  defmacro break!(_call, _stops \\ 1), do: quote(do: IEx.Helpers.__refuse__("break!/2"))
  @doc "Refused, as break!/2."
  def break!(_module, _function, _arity, _stops \\ 1), do: __refuse__("break!/4")

  for {name, arities} <- [
        breaks: [0],
        c: [0],
        continue: [0],
        next: [0],
        n: [0],
        remove_breaks: [0, 1],
        reset_break: [1, 3],
        whereami: [0, 1]
      ],
      arity <- arities do
    @doc "Refused, as break!/2."
    def unquote(name)(unquote_splicing(List.duplicate({:_, [], nil}, arity))),
      do: __refuse__(unquote("#{name}/#{arity}"))
  end

  @doc false
  def __refuse__(function) do
    raise ArgumentError,
          "cnx has no debugger: #{function} is not supported; dbg/1 and IO.inspect/2 show what happens"
  end

  for {name, arities} <- [nl: [1, 2], pid: [1, 3], port: [1, 2], ref: [1, 4], respawn: [0]],
      arity <- arities do
    @doc "Refused: there are no other processes and nodes."
    def unquote(name)(unquote_splicing(List.duplicate({:_, [], nil}, arity))) do
      raise ArgumentError,
            "cnx has no other processes and nodes: #{unquote(name)}/#{unquote(arity)} is not supported"
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
