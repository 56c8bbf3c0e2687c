# Mix - what scripts and mix.exs files ask of the build tool: which environment this is.
defmodule Mix do
  @doc "The environment: MIX_ENV, :test under `cnx test`, else :dev."
  def env,
    do: :persistent_term.get(:mix_env, nil) || String.to_atom(System.get_env("MIX_ENV", "dev"))

  @doc "Sets the environment."
  def env(env) when is_atom(env), do: :persistent_term.put(:mix_env, env)
  @doc "The target; always :host."
  def target, do: :host
  @doc "Whether Mix runs in debug mode; it never does."
  def debug?, do: false

  @doc "Raises Mix.Error."
  def raise(message), do: Kernel.raise(Mix.Error, message: message)
end
