# Cnx.Tracing - a function run with expressions in place of tensors, and the graph that it records.
# Not in Nx.Defn, which programs import.
defmodule Cnx.Tracing do
  alias Cnx.Container

  # An argument's template and tensors, their elements in memory that programs read; those of lazy
  # containers are still to be loaded.
  def flat(arg) do
    {template, tensors} = Container.flatten_deferred(arg)
    {template, Enum.map(tensors, &local/1)}
  end

  defp local({_like, _load} = deferred), do: deferred
  defp local(tensor), do: Cnx.Tensor.local(tensor)

  # The program's inputs: what it does not read is not loaded.
  def inputs(program, tensors) do
    if Enum.any?(tensors, &is_tuple/1),
      do: Enum.zip_with(tensors, Cnx.Program.reads(program), &input/2),
      else: tensors
  end

  defp input({_like, load}, true), do: Cnx.Tensor.local(load.())
  defp input(tensor, _reads?), do: Container.like(tensor)

  # The graph that the function records for these arguments, and the template of its result.
  def trace(fun, args), do: trace_flat(fun, Enum.map(args, &flat/1), [])

  def trace_flat(fun, flat, opts) do
    traced(opts, fn ->
      {template, tensors} = Container.flatten_result(apply(fun, parameters(flat)))
      {Cnx.Trace.finish(tensors), template}
    end)
  end

  # What `fun` gives with a trace begun, which it must end.
  def traced(opts, fun) do
    depth = Cnx.Trace.depth()
    hooks = Process.put({Nx.Defn, :hooks}, opts[:hooks] || %{})
    Cnx.Trace.start()

    try do
      fun.()
    rescue
      e ->
        Cnx.Trace.abort(depth)
        reraise e, __STACKTRACE__
    catch
      kind, reason ->
        Cnx.Trace.abort(depth)
        Cnx.Exception.again(kind, reason)
    after
      Process.put({Nx.Defn, :hooks}, hooks)
    end
  end

  # What `fun` gives with the graph of the first expression among the tensors on top; as it is where
  # something is being traced, or none is an expression.
  def within(tensors, fun) do
    expression = if not Cnx.Trace.active?(), do: Enum.find(tensors, &Cnx.Expr.traced?/1)
    if expression, do: in_graph(Cnx.Expr.graph(expression), fun), else: fun.()
  end

  # What `fun` gives with this graph on top.
  def in_graph(graph, fun) do
    depth = Cnx.Trace.depth()
    Cnx.Trace.resume(graph)

    try do
      fun.()
    after
      Cnx.Trace.abort(depth)
    end
  end

  # Arguments of which each tensor is a parameter of what is being traced.
  def parameters(flat), do: Enum.map(flat, &parameter/1)

  defp parameter({template, tensors}) do
    {value, []} =
      Container.rebuild(template, Enum.map(tensors, &Cnx.Trace.parameter(Container.like(&1))))

    value
  end
end
