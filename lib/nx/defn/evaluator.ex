# Nx.Defn.Evaluator - the compiler that runs the graph as it is; other compilers may hand their work on
# to it.
defmodule Nx.Defn.Evaluator do
  alias Cnx.Container

  def __jit__(key, vars, fun, args_list, opts), do: __compile__(key, vars, fun, opts).(args_list)

  def __compile__(_key, vars, fun, opts) do
    flat = Enum.map(vars, &Container.flatten_result/1)

    {graph, template} =
      Cnx.Tracing.trace_flat(
        Cnx.Function.of_args(length(vars), fun),
        flat,
        Keyword.take(opts, [:hooks])
      )

    program = Cnx.Program.build(graph, Nx.Defn.Evaluator)

    fn args_list ->
      for loads <- args_list do
        tensors = Enum.map(loads, fn load -> if is_function(load), do: load.(), else: load end)
        {result, []} = Container.rebuild(template, Cnx.Program.run(program, tensors))
        result
      end
    end
  end

  def __partitions_options__(opts) do
    List.duplicate(Keyword.delete(opts, :max_concurrency), Keyword.get(opts, :max_concurrency, 1))
  end

  def __to_backend__(_opts), do: {Nx.BinaryBackend, []}
end
