# Macro.Env - where code stands, as __ENV__ and __CALLER__ give it.
defmodule Macro.Env do
  defstruct aliases: [],
            context: nil,
            context_modules: [],
            file: "nofile",
            function: nil,
            functions: [],
            lexical_tracker: nil,
            line: 0,
            macro_aliases: [],
            macros: [],
            module: nil,
            requires: [],
            tracers: [],
            versioned_vars: %{}

  def location(%{file: file, line: line}), do: [file: file, line: line]
  def in_guard?(%{context: context}), do: context == :guard
  def in_match?(%{context: context}), do: context == :match
  def has_var?(%{versioned_vars: vars}, var), do: is_map_key(vars, var)
  def vars(%{versioned_vars: vars}), do: Map.keys(vars)
  def required?(_env, module), do: Code.ensure_loaded?(module)

  def stacktrace(%{module: module, function: {name, arity}} = env),
    do: [{module, name, arity, location(env)}]

  def stacktrace(%{module: nil} = env), do: [{:elixir_compiler, :__FILE__, 1, location(env)}]
  def stacktrace(env), do: [{env.module, :__MODULE__, 0, location(env)}]
end
