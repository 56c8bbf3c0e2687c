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

    config = Mix.Project.config()
    configure(config[:config_path])
    load_sources("mix.exs", umbrella(config) ++ config[:deps], env)
    for dir <- config[:elixirc_paths], do: add_folder(dir)
    load()
    configure(Path.join(Path.dirname(config[:config_path]), "runtime.exs"))
    tested(config)
  end

  # An umbrella project has the tests of its applications.
  defp tested(config) do
    case applications(config) do
      [] -> config
      dirs -> Keyword.put(config, :test_paths, Enum.map(dirs, &Path.join(&1, "test")))
    end
  end

  defp configure(file) do
    if File.exists?(file) do
      Code.eval_file(file)
      if Application.get_all_env(:exla) != [], do: EXLA.Client.configure()
    end
  end

  # The applications of an umbrella project are what it depends on.
  defp umbrella(config) do
    for dir <- applications(config),
        do: {String.to_atom(Path.basename(dir)), path: dir, in_umbrella: true}
  end

  defp applications(config) do
    if folder = config[:apps_path],
      do: folder |> Path.join("*/mix.exs") |> Path.wildcard() |> Enum.map(&Path.dirname/1),
      else: []
  end

  @doc "Loads what a list of dependencies names, unless cnx carries it."
  def install(deps) do
    deps = Enum.map(deps, fn dep -> if is_atom(dep), do: {dep, []}, else: dep end)
    load_sources("Mix.install", deps, Mix.env())
    load()
    :persistent_term.put(:mix_installed, true)
    :ok
  end

  # Adds the files of dependencies, those first that others need.
  defp load_sources(asker, deps, env) do
    {sources, missing} = dependencies(deps, ".", env, {[], []})

    if missing != [], do: refuse(asker, Enum.sort(Enum.uniq(missing)))

    for {dir, paths} <- Enum.reverse(sources), path <- paths, do: add_folder(Path.join(dir, path))
  end

  # A notebook asks in its first cell for all that it will show pictures with; what it computes is
  # worth having without them.
  defp refuse(asker, missing) do
    names = Enum.map_join(missing, ", ", fn {app, dir} -> "#{app} (looked in #{dir})" end)
    message = "#{asker} asks for what cnx neither carries nor finds as sources: #{names}"

    if :persistent_term.get(:cnx_notebook, false),
      do:
        IO.warn(
          message <> "; cells that use it fail (put its sources there, or leave them out)",
          []
        ),
      else: raise(Mix.Error, message: message)
  end

  @doc "What runs is a notebook."
  def in_notebook, do: :persistent_term.put(:cnx_notebook, true)

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

  # {[{folder, its folders of sources}], newest first, [{app, folder that is not there}]}
  defp dependencies(deps, root, env, found) do
    Enum.reduce(deps, found, fn dep, {sources, missing} ->
      {app, options} = dependency(dep)

      dir = folder(app, options, root)

      cond do
        app in @carried or app in @tools or not wanted?(options, env) ->
          {sources, missing}

        List.keymember?(sources, dir, 0) ->
          {sources, missing}

        options[:in_umbrella] && File.dir?(dir) ->
          project = project_of(dir)
          sources = [{dir, project[:elixirc_paths] || ["lib"]} | sources]
          dependencies(project[:deps] || [], dir, env, {sources, missing})

        File.dir?(Path.join(dir, "lib")) ->
          deps = project_of(dir)[:deps] || []
          dependencies(deps, dir, :prod, {[{dir, ["lib"]} | sources], missing})

        options[:optional] ->
          {sources, missing}

        true ->
          {sources, [{app, dir} | missing]}
      end
    end)
  end

  defp folder(app, options, root) do
    path = options[:path] || if(options[:in_umbrella], do: Path.join("..", "#{app}"))

    if path,
      do: path |> Path.expand(Path.expand(root)) |> Path.relative_to_cwd(),
      else: Path.join(Mix.Project.config()[:deps_path], "#{app}")
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

  # What the mix.exs of another folder says of its project.
  defp project_of(dir) do
    file = Path.join(dir, "mix.exs")
    before = Mix.Project.get()
    if File.exists?(file), do: Code.eval_file(file)
    if Mix.Project.get() != before, do: Mix.Project.__pop__().project(), else: []
  end
end
