# Nx.Defn.Compiler - modules that compile definitions: the callbacks __jit__/5, __compile__/4,
# __partitions_options__/1, __to_backend__/1 and, for meshes, __shard_jit__/6.
#
# A compiler gets the parameters as expressions and a function that traces the definition on them; it
# may walk what that gives (Nx.Defn.Tree), or hand the function on to another compiler.
defmodule Nx.Defn.Compiler do
  alias Cnx.Container
  alias Nx.Defn.{Composite, Expr}

  @callback __jit__(
              key :: term,
              vars :: list,
              fun :: function,
              args_list :: list,
              opts :: keyword
            ) :: list
  @callback __compile__(key :: term, vars :: list, fun :: function, opts :: keyword) :: function
  @callback __partitions_options__(opts :: keyword) :: list
  @callback __to_backend__(opts :: keyword) :: tuple

  # The compiler whose definition is being traced, or nil.
  def current(),
    do: if(Cnx.Trace.active?(), do: Process.get(Nx.Defn.Compiler, Nx.Defn.Evaluator))

  def defn?(), do: Cnx.Trace.active?()

  # Whether the module has the callbacks, and is none of those that cnx knows by name.
  def module?(Nx.Defn.Evaluator), do: false
  def module?(compiler), do: is_atom(compiler) and function_exported?(compiler, :__jit__, 5)

  # Raises where the compiler is neither one of cnx's nor a module with this callback.
  def check!(nil, _callback, _arity), do: :ok

  def check!(compiler, callback, arity) do
    unless Cnx.Compiler.known?(compiler) or function_exported?(compiler, callback, arity) do
      raise ArgumentError,
            "the expected compiler callback #{callback}/#{arity} is missing. Please check that the " <>
              "module #{inspect(compiler)} is an Nx.Defn.Compiler"
    end
  end

  # The result of one call. `flat` are the arguments as {template, tensors}.
  def jit(compiler, fun, flat, tensors, opts) do
    {vars, trace} = prepare(compiler, fun, flat)
    loads = Enum.map(tensors, &load/1)
    [result] = compiler.__jit__(fun, vars, trace, [loads], Keyword.delete(opts, :compiler))
    result
  end

  # A function of the arguments' tensors.
  def compile(compiler, fun, flat, opts) do
    {vars, trace} = prepare(compiler, fun, flat)
    compiled = compiler.__compile__(fun, vars, trace, Keyword.delete(opts, :compiler))

    fn tensors ->
      [result] = compiled.([Enum.map(tensors, &load/1)])
      result
    end
  end

  # A function that makes the tensor.
  defp load({_like, load}), do: load
  defp load(tensor), do: fn -> tensor end

  def shard_jit(compiler, fun, mesh, flat, shards, opts) do
    {vars, trace} = prepare(compiler, fun, flat)

    loads =
      for shard <- shards do
        for arg <- shard, tensor <- elem(Container.flatten_argument(arg), 1), do: fn -> tensor end
      end

    compiler.__shard_jit__(fun, mesh, vars, trace, loads, Keyword.delete(opts, :compiler))
  end

  # The parameters, and what traces the function on them: into the graph they are of, or into the one
  # that is being traced.
  defp prepare(compiler, fun, flat) do
    {vars, held} =
      Cnx.Tracing.traced([], fn ->
        vars = Cnx.Tracing.parameters(flat)
        {vars, Cnx.Trace.suspend()}
      end)

    fixed = Enum.map(flat, fn {template, _} -> template end)

    vars =
      for {var, template} <- Enum.zip(vars, fixed), not match?({:static, _}, template), do: var

    trace = fn given ->
      args = merge(fixed, given)
      old = Process.put(Nx.Defn.Compiler, compiler)

      try do
        if Cnx.Trace.active?(),
          do: apply_traced(fun, args),
          else: Cnx.Tracing.in_graph(held, fn -> apply_traced(fun, args) end)
      after
        if old,
          do: Process.put(Nx.Defn.Compiler, old),
          else: Process.delete(Nx.Defn.Compiler)
      end
    end

    {vars, trace}
  end

  defp merge([{:static, term} | rest], given), do: [term | merge(rest, given)]
  defp merge([_ | rest], [arg | given]), do: [arg | merge(rest, given)]
  defp merge([], []), do: []

  defp apply_traced(fun, args), do: apply(fun, args) |> Composite.traverse(&Expr.tensor/1)
end
