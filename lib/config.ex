# Config - the files under config/: `import Config`, then settings of applications.
defmodule Config do
  def config(app, options) when is_atom(app) and is_list(options) do
    for {key, value} <- options,
        do: Application.put_env(app, key, merged(Application.get_env(app, key), value))

    :ok
  end

  def config(app, key, options) when is_atom(app) do
    Application.put_env(app, key, merged(Application.get_env(app, key), options))
  end

  # Keyword lists grow together, other values replace what was there.
  defp merged(old, new) do
    if Keyword.keyword?(old) and Keyword.keyword?(new) and old != [],
      do: Keyword.merge(old, new, fn _, old, new -> merged(old, new) end),
      else: new
  end

  def config_env, do: Mix.env()
  def config_target, do: Mix.target()

  defmacro import_config(file) do
    quote do
      Code.eval_file(unquote(file), __DIR__)
      :ok
    end
  end
end
