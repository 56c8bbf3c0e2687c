# Inspect.Macro.Env - all of a place but what only compiling needs.
defmodule Inspect.Macro.Env do
  @hidden [:tracers, :versioned_vars]

  def inspect(env, options),
    do: Inspect.Any.__inspect__(env, Map.keys(%Macro.Env{}) -- @hidden, [], false, options)
end
