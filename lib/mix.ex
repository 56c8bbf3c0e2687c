# Mix - what scripts and mix.exs files ask of the build tool: which environment this is.
defmodule Mix do
  @moduledoc "What of Mix programs ask for: the environment, the shell, packages that are there."

  @doc "The environment: MIX_ENV, :test under `cnx test`, else :dev."
  def env,
    do: :persistent_term.get(:mix_env, nil) || String.to_atom(System.get_env("MIX_ENV", "dev"))

  @doc "Sets the environment."
  def env(env) when is_atom(env), do: :persistent_term.put(:mix_env, env)
  @doc "The target; always :host."
  def target, do: :host
  @doc "Sets the target, which nothing looks at."
  def target(target) when is_atom(target), do: :ok
  @doc "Whether Mix runs in debug mode."
  def debug?, do: :persistent_term.get(:mix_debug, false)
  @doc "Sets the debug mode."
  def debug(on?) when is_boolean(on?), do: :persistent_term.put(:mix_debug, on?)

  @doc "What talks to the user: Mix.Shell.IO, unless another module was set."
  def shell, do: :persistent_term.get(:mix_shell, Mix.Shell.IO)
  @doc "Sets it."
  def shell(module), do: :persistent_term.put(:mix_shell, module)

  @doc "What a script needs: packages that cnx carries are there, sources are loaded, others are refused by name."
  def install(deps, options \\ []) when is_list(deps) and is_list(options) do
    for {app, config} <- Keyword.get(options, :config, []),
        {key, value} <- config,
        do: Application.put_env(app, key, value)

    Cnx.Project.install(deps)
  end

  @doc "Whether Mix.install was called; what it asked for is there either way."
  def installed?, do: :persistent_term.get(:mix_installed, false)

  @doc "Raises Mix.Error."
  def raise(message, options \\ []),
    do: Kernel.raise(Mix.Error, [message: message] ++ Keyword.take(options, [:exit_status]))

  @doc "Raises unless the application is one that cnx carries or the project depends on."
  def ensure_application!(app) when is_atom(app), do: :ok

  @doc "The folder of a project that Mix.install made: none, nothing is compiled to files."
  def install_project_dir, do: nil
end
