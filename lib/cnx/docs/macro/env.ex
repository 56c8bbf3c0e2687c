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
    """
end
