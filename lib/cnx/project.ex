# Cnx.Project - the Mix project in the current folder: its settings, what it depends on, its files.
#
# add/1 and load/0 are native: files are read when they are added, and evaluated when their modules
# are first needed.
defmodule Cnx.Project do
  # What the program itself provides, and tools that running needs nothing of.
  @carried [:nx, :exla, :xla, :complex, :nimble_options, :benchee]
  @tools [:ex_doc, :dialyxir, :credo, :excoveralls, :makeup, :elixir_make]

  @doc "Whether there is a project here."
  def here?, do: File.exists?("mix.exs")

  @doc "Before a program runs: the project that is here, then the files that patterns name."
  def prepare(globs) do
    if here?(), do: enter(Mix.env())

    for glob <- globs do
      files = Path.wildcard(glob)

      if files == [],
        do: raise(Mix.Error, message: "no files matched pattern #{glob} given with -r")

      Enum.each(files, &add_file/1)
    end

    load()
  end

  @doc "Reads mix.exs and config/, then adds the files of dependencies and of the project, and loads them all."
  def enter(env) do
    Mix.env(env)
    Code.eval_file("mix.exs")

    if File.exists?("config/config.exs") do
      Code.eval_file("config/config.exs")
      if Application.get_all_env(:exla) != [], do: EXLA.Client.configure()
    end

    config = Mix.Project.config()
    {sources, missing} = dependencies(config[:deps], ".", env, {[], []})

    if missing != [] do
      raise Mix.Error,
        message:
          "mix.exs asks for what cnx neither carries nor finds as sources: " <>
            Enum.map_join(Enum.sort(missing), ", ", fn {app, dir} ->
              "#{app} (looked in #{dir})"
            end)
    end

    for dir <- Enum.reverse(sources), do: add_folder(Path.join(dir, "lib"))
    for dir <- config[:elixirc_paths], do: add_folder(dir)
    load()
    config
  end

  @doc "Loads what a list of dependencies names, unless cnx carries it."
  def install(deps) do
    deps = Enum.map(deps, fn dep -> if is_atom(dep), do: {dep, []}, else: dep end)
    {sources, missing} = dependencies(deps, ".", Mix.env(), {[], []})

    if missing != [] do
      raise Mix.Error,
        message:
          "Mix.install asks for what cnx neither carries nor finds as sources: " <>
            Enum.map_join(Enum.sort(missing), ", ", fn {app, dir} ->
              "#{app} (looked in #{dir})"
            end)
    end

    for dir <- Enum.reverse(sources), do: add_folder(Path.join(dir, "lib"))
    load()
    :persistent_term.put(:mix_installed, true)
    :ok
  end

  @doc "Adds every .ex file under a folder."
  def add_folder(folder) do
    for file <- folder |> Path.join("**/*.ex") |> Path.wildcard(),
        File.regular?(file),
        do: add_file(file)

    :ok
  end

  defp add_file(file) do
    case add(file) do
      :ok -> :ok
      {:error, reason} -> raise File.Error, reason: reason, action: "read file", path: file
    end
  end

  # {folders of sources, newest first, [{app, folder that is not there}]}
  defp dependencies(deps, root, env, found) do
    Enum.reduce(deps, found, fn dep, {sources, missing} ->
      {app, options} = dependency(dep)

      dir =
        if options[:path],
          do: Path.expand(options[:path], root) |> Path.relative_to_cwd(),
          else: Path.join("deps", "#{app}")

      cond do
        app in @carried or app in @tools or not wanted?(options, env) ->
          {sources, missing}

        dir in sources ->
          {sources, missing}

        File.dir?(Path.join(dir, "lib")) ->
          dependencies(deps_of(dir), dir, :prod, {[dir | sources], missing})

        options[:optional] ->
          {sources, missing}

        true ->
          {sources, [{app, dir} | missing]}
      end
    end)
  end

  defp dependency({app, requirement}) when is_binary(requirement), do: {app, []}
  defp dependency({app, options}) when is_list(options), do: {app, options}
  defp dependency({app, _requirement}), do: {app, []}
  defp dependency({app, _requirement, options}), do: {app, options}

  defp dependency(other) do
    raise Mix.Error,
      message:
        "a dependency is a name, {name, requirement} or {name, options}, got: #{inspect(other)}"
  end

  defp wanted?(options, env), do: options[:only] == nil or env in List.wrap(options[:only])

  defp deps_of(dir) do
    file = Path.join(dir, "mix.exs")

    if File.exists?(file) do
      before = Mix.Project.get()
      Code.eval_file(file)
      if Mix.Project.get() != before, do: Mix.Project.__pop__().project()[:deps] || [], else: []
    else
      []
    end
  end
end
