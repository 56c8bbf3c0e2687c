# Nx.Defn.Evaluator - the compiler that runs the graph as it is; other compilers may hand their work on
# to it.
defmodule Nx.Defn.Evaluator do
  alias Cnx.Container

  def __jit__(key, vars, fun, args_list, opts), do: __compile__(key, vars, fun, opts).(args_list)

  def __compile__(_key, vars, fun, opts) do
    flat = Enum.map(vars, &Container.flatten_result/1)
    likes = Enum.flat_map(flat, &elem(&1, 1))

    {graph, template} =
      Cnx.Tracing.trace_flat(
        Cnx.Function.of_args(length(vars), fun),
        flat,
        Keyword.take(opts, [:hooks])
      )

    program = Cnx.Program.build(graph, Nx.Defn.Evaluator)

    fn args_list ->
      for loads <- args_list do
        inputs = Cnx.Tracing.inputs(program, Enum.zip_with(likes, loads, &deferred/2))
        {result, []} = Container.rebuild(template, Cnx.Program.run(program, inputs))
        result
      end
    end
  end

  defp deferred(like, load) when is_function(load), do: {Nx.to_template(like), load}
  defp deferred(_like, tensor), do: tensor

  def __partitions_options__(opts) do
    List.duplicate(Keyword.delete(opts, :max_concurrency), Keyword.get(opts, :max_concurrency, 1))
  end

  def __to_backend__(_opts), do: {Nx.BinaryBackend, []}
end
