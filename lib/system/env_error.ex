# Raised by System.fetch_env!/1.
defmodule System.EnvError do
  defexception env: nil

  def message(%{env: env}),
    do: "could not fetch environment variable #{inspect(env)} because it is not set"
end
