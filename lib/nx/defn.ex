# Nx.Defn - running, compiling and differentiating numerical definitions.
#
# A definition is traced once for each template of its arguments: it runs with expressions in place
# of tensors, which record a graph. The graph is compiled and kept; calls with the same template run
# it. Functions and lists are no tensors: they belong to the template.
defmodule Nx.Defn do
  alias Cnx.Container

  # What every `defn` does: part of the surrounding trace if there is one, else compiled and run.
  def __run__(module, name, args) do
    if Cnx.Trace.active?() do
      apply(module, name, args)
    else
      run(Function.capture(module, name, length(args)), args, [])
    end
  end

  def jit(fun, opts \\ []) when is_function(fun) do
    arity = Cnx.Function.arity(fun)
    Cnx.Function.of_args(arity, fn args -> jit_apply(fun, args, opts) end)
  end

  def jit_apply(fun, args, opts \\ []) when is_function(fun) and is_list(args) do
    cond do
      not Cnx.Trace.active?() -> run(fun, args, opts)
      opts[:on_conflict] in [:reuse, :force] -> apply(fun, args)
      true -> conflict(fun)
    end
  end

  defp conflict(fun) do
    raise "cannot trigger JIT compilation when there is already a JIT compilation happening. " <>
            "Got fun: #{inspect(fun)}"
  end

  def compile(fun, templates, opts \\ []) when is_function(fun) and is_list(templates) do
    template = templates |> Enum.map(&Container.flatten_argument/1) |> Enum.map(&elem(&1, 0))
    entry = entry(fun, templates, opts)

    Cnx.Function.of_args(length(templates), fn args ->
      given = Enum.map(args, &Container.flatten_argument/1)

      if Enum.map(given, &elem(&1, 0)) != template do
        raise ArgumentError,
              "argument at position 1 is not compatible with compiled function template.\n\n" <>
                "expected #{inspect(template)}, got #{inspect(Enum.map(given, &elem(&1, 0)))}"
      end

      execute(entry, Enum.flat_map(given, &elem(&1, 1)))
    end)
  end

  defp run(fun, args, opts) do
    flat = Enum.map(args, &Container.flatten_argument/1)
    tensors = Enum.flat_map(flat, &elem(&1, 1))
    key = {fun, Enum.map(flat, &elem(&1, 0)), compiler(opts)}
    entry = Cnx.Jit.get(key) || Cnx.Jit.put(key, entry(fun, args, opts))
    execute(entry, tensors)
  end

  defp entry(fun, args, opts) do
    {graph, result} = trace(fun, args)
    {Cnx.Program.build(graph, compiler(opts)), result}
  end

  defp compiler(opts), do: opts[:compiler] || default_options()[:compiler]

  defp execute({program, template}, tensors) do
    {result, []} = Container.rebuild(template, Cnx.Program.run(program, tensors))
    result
  end

  # The graph that the function records for these arguments, and the template of its result.
  def trace(fun, args) do
    depth = Cnx.Trace.depth()
    Cnx.Trace.start()

    try do
      params = Enum.map(args, &parameters/1)
      {template, tensors} = Container.flatten_result(apply(fun, params))
      {Cnx.Trace.finish(tensors), template}
    rescue
      e ->
        Cnx.Trace.abort(depth)
        reraise e, __STACKTRACE__
    catch
      kind, reason ->
        Cnx.Trace.abort(depth)
        Cnx.Exception.again(kind, reason)
    end
  end

  defp parameters(arg) do
    {template, tensors} = Container.flatten_argument(arg)
    {value, []} = Container.rebuild(template, Enum.map(tensors, &Cnx.Trace.parameter/1))
    value
  end

  # --- differentiation ---

  def grad(fun) when is_function(fun, 1), do: fn x -> grad(x, fun) end

  def grad(var_or_vars, fun) when is_function(fun, 1) do
    {_value, gradient} = value_and_grad(var_or_vars, fun)
    gradient
  end

  def value_and_grad(fun) when is_function(fun, 1), do: fn x -> value_and_grad(x, fun) end

  def value_and_grad(var_or_vars, fun, transform \\ &Function.identity/1),
    do: Cnx.AD.differentiate(var_or_vars, fun, transform, [])

  # --- options ---

  def default_options(), do: Process.get({Nx.Defn, :options}, [])

  def default_options(opts) when is_list(opts) do
    old = default_options()
    Process.put({Nx.Defn, :options}, opts)
    old
  end

  def global_default_options(opts), do: default_options(opts)
end
