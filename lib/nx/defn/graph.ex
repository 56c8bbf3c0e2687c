# Nx.Defn.Graph - an expression cut into stages that run one after the other, each a definition of its
# own.
#
# A stage computes the tensors at its cut from the parameters and from what stages before it gave. What
# lies behind a cut is not computed again; branches and loops are never cut inside.
defmodule Nx.Defn.Graph do
  alias Nx.Defn.{Composite, Expr, Tree}

  # Asks fun.(node) of each operation, operands first, and cuts :before it (at its operands), :after it,
  # :both or :none. A list of stages.
  def split(expr, fun) when is_function(fun, 1) do
    split(expr, nil, fn node, nil -> {fun.(node), nil} end) |> elem(0)
  end

  # The same with a state that fun.(node, state) gives on; {stages, state}.
  def split(expr, state, fun) when is_function(fun, 2) do
    roots = Composite.flatten_list([expr])
    nodes = operations(roots)

    {cuts, state} =
      Enum.flat_map_reduce(nodes, state, fn node, state ->
        {answer, state} = fun.(node, state)
        {cut(answer, node), state}
      end)

    sources = for {node, _} <- parameters(roots), do: {node, {nil, hd(node.data.args)}}

    {stages(Enum.uniq_by(cuts, &ids/1), expr, Enum.uniq_by(sources, fn {_, at} -> at end), []),
     state}
  end

  defp cut(:none, _node), do: []
  defp cut(:before, node), do: before(node)
  defp cut(:after, node), do: [[node]]
  defp cut(:both, node), do: before(node) ++ [[node]]

  defp cut(other, _node) do
    raise ArgumentError,
          "expected :before, :after, :both or :none to split at a node, got: #{inspect(other)}"
  end

  defp before(node) do
    case Enum.reject(operands(node), &(&1.data.op in [:parameter, :constant, :tensor, :fun])) do
      [] -> []
      tensors -> [Enum.uniq_by(tensors, & &1.data.id)]
    end
  end

  defp ids(tensors), do: Enum.map(tensors, & &1.data.id)

  defp operands(node, type \\ :scope) do
    {_, operands} = Tree.apply_args(node, type, [], fn arg, acc -> {arg, [arg | acc]} end)
    Enum.reverse(operands)
  end

  # The operations of the expression's own scope, operands first.
  defp operations(roots) do
    {order, _} = visit(roots, {[], %{}})

    order
    |> Enum.reverse()
    |> Enum.reject(&(&1.data.op in [:parameter, :constant, :tensor, :fun]))
  end

  defp parameters(roots) do
    {order, _} = visit(roots, {[], %{}})
    for node <- Enum.reverse(order), node.data.op == :parameter, do: {node, node.data.id}
  end

  defp visit(nodes, acc) do
    Enum.reduce(nodes, acc, fn node, {order, seen} ->
      id = node.data.id

      if Map.has_key?(seen, id) do
        {order, seen}
      else
        {order, seen} = visit(operands(node), {order, Map.put(seen, id, true)})
        {[node | order], seen}
      end
    end)
  end

  # `sources` are {expression, {stage or nil, index}}: what a stage may start from.
  defp stages([], expr, sources, done),
    do: Enum.reverse([stage(expr, sources, length(done)) | done])

  defp stages([tensors | cuts], expr, sources, done) do
    id = length(done)
    stage = stage(List.to_tuple(tensors), sources, id)
    given = for {tensor, at} <- Enum.with_index(tensors), do: {tensor, {id, at}}
    stages(cuts, expr, given ++ sources, [stage | done])
  end

  defp stage(expr, sources, id) do
    roots = Composite.flatten_list([expr])
    used = used(roots, sources, {[], %{}}) |> elem(0) |> Enum.reverse()

    %Nx.Defn.Graph.Stage{
      id: id,
      expr: expr,
      from: Enum.map(used, fn {tensor, _} -> tensor end),
      arguments: Enum.map(used, fn {_, source} -> %{source: source} end)
    }
  end

  # The sources that the expressions reach first, from inside branches, too.
  defp used(nodes, sources, acc) do
    Enum.reduce(nodes, acc, fn node, {found, seen} ->
      id = node.data.id
      source = Enum.find(sources, fn {tensor, _} -> tensor.data.id == id end)

      cond do
        Map.has_key?(seen, id) -> {found, seen}
        source -> {[source | found], Map.put(seen, id, true)}
        true -> used(operands(node, :all), sources, {found, Map.put(seen, id, true)})
      end
    end)
  end

  # The result of the stages for these arguments, each stage compiled by itself.
  def run(stages, args, opts \\ []) when is_list(stages) and is_list(args) do
    inputs = Enum.flat_map(args, fn arg -> elem(Cnx.Container.flatten_argument(arg), 1) end)

    Enum.reduce(stages, %{}, fn stage, results ->
      given =
        Enum.map(stage.arguments, fn
          %{source: {nil, at}} -> Enum.at(inputs, at)
          %{source: {id, at}} -> elem(results[id], at)
        end)

      result = Nx.Defn.jit_apply(&again(stage, &1), [List.to_tuple(given)], opts)
      Map.put(results, stage.id, result)
    end)
    |> Map.fetch!(List.last(stages).id)
  end

  defp again(stage, given) do
    roots = Composite.flatten_list([stage.expr])
    made = Cnx.Trace.graft(roots, stage.from, Tuple.to_list(given))

    {result, []} =
      Composite.traverse(stage.expr, made, fn like, [tensor | rest] ->
        {Cnx.Op.names(Expr.tensor(tensor), like.names), rest}
      end)

    result
  end
end

defmodule Nx.Defn.Graph.Stage do
  defstruct [:id, :expr, :from, :arguments]
end
