# Cnx.Docs.Nx.Defn - what h says about Nx.Defn.
defmodule Cnx.Docs.Nx.Defn do
  def text,
    do: ~S"""
    Numerical definitions: functions that are traced to a graph of operations, which is compiled for the shapes and
    types they are called with, differentiated and fused. `import Nx.Defn`, then `defn name(x), do: ...`.

    - compile(fun, template_args, opts \\ []): The function compiled for inputs like these templates.
    - debug_expr(fun, opts \\ []): A function that gives the traced expression instead of running it.
    - debug_expr_apply(fun, args, opts \\ []): The traced expression of a call.
    - default_options(): The options of definitions.
    - default_options(opts): Sets the options of definitions, such as `:compiler`.
    - macro defn(call, block): Defines a numerical function.
    - macro defnp(call, block): Defines a private numerical function.
    - macro deftransform(call, block): Defines a function of ordinary code that definitions may call while they are traced.
    - macro deftransformp(call, block): The same, private.
    - global_default_options(opts): The options of all processes.
    - grad(fun): The function that gives the gradient of `fun`, whose result is a number.
    - grad(var_or_vars, fun): The gradient of fun.(var_or_vars) with respect to them.
    - jit(fun, opts \\ []): The function traced and compiled when called.
    - jit_apply(fun, args, opts \\ []): Calls a function compiled.
    - shard_jit(fun, mesh, opts \\ []): Compiles for several devices.
    - shard_jit_apply(fun, mesh, args, opts \\ []): Calls a function compiled for several devices.
    - to_backend(opts): The backend that the compiler gives its results on.
    - value_and_grad(fun): The function that gives {value, gradient}.
    - value_and_grad(var_or_vars, fun, transform \\ &Function.identity/1): {value, gradient}; `transform` says which part of the result is the number.
    """
end
