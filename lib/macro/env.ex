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
  def required?(%{requires: requires}, module) when is_atom(module), do: module in requires
  def to_match(env), do: %{env | context: :match}
  def prepend_tracer(env, tracer), do: %{env | tracers: [tracer | env.tracers]}
  def prune_compile_info(env), do: %{env | lexical_tracker: nil, tracers: []}
  def fetch_alias(%{aliases: aliases}, name), do: fetch_short(aliases, name)
  def fetch_macro_alias(%{macro_aliases: aliases}, name), do: fetch_short(aliases, name)

  defp fetch_short(aliases, name) when is_atom(name),
    do: Keyword.fetch(aliases, Module.concat([name]))

  # Where a call of that name and arity without prefix may lead: [function: Module, macro: Module].
  def lookup_import(%{functions: functions, macros: macros}, {name, arity} = pair)
      when is_atom(name) and is_integer(arity) do
    for {kind, imports} <- [function: functions, macro: macros],
        {module, pairs} <- imports,
        pair in pairs,
        do: {kind, module}
  end

  # The short names under which a module is known here.
  def lookup_alias_as(%{aliases: aliases}, module) when is_atom(module),
    do: for({name, ^module} <- aliases, do: name)

  def stacktrace(%{module: module, function: {name, arity}} = env),
    do: [{module, name, arity, location(env)}]

  def stacktrace(%{module: nil} = env), do: [{:elixir_compiler, :__FILE__, 1, location(env)}]
  def stacktrace(env), do: [{env.module, :__MODULE__, 0, location(env)}]
end
