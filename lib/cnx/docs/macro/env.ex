# Cnx.Docs.Macro.Env - what h says about Macro.Env.
defmodule Cnx.Docs.Macro.Env do
  def text,
    do: ~S"""
    Where a macro is called: __CALLER__ and __ENV__.

    - location(env): [file:, line:].
    - stacktrace(env): The place as a stack.
    - vars(env): The variables there.
    - has_var?(env, var): Whether there is such a variable.
    - in_guard?(env): Whether it is a guard.
    - in_match?(env): Whether it is a pattern.
    - required?(env, module): Whether the module is required.
    - fetch_alias(env, name): {:ok, module} that a short name stands for, or :error.
    - fetch_macro_alias(env, name): The same of aliases that macros made.
    - lookup_alias_as(env, module): The short names of a module.
    - lookup_import(env, name_arity): Where a call without prefix may lead: [function: Module] or [macro: Module].
    - prepend_tracer(env, tracer): The environment with a tracer, which nothing calls.
    - prune_compile_info(env): The environment without what only compilers need.
    - to_match(env): The environment of a pattern.
    """
end
