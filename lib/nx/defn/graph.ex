# Nx.Defn.Graph - an expression cut into stages that run one after the other, each a definition of its
# own.
#
# A stage computes the tensors at its cut from the parameters and from what stages before it gave. What
# lies behind a cut is not computed again; branches and loops are never cut inside.
defmodule Nx.Defn.Graph do
  alias Nx.Defn.{Composite, Expr, Tree}

  # Asks fun.(node) of each operation, operands first, and cuts :before it (at its operands), :after it,
  # :both or :none. A list of stages.
  def split(expr, fun) when is_function(fun, 1),
    do: split(expr, nil, fn node, nil -> {fun.(node), nil} end)

  # The same with a state that fun.(node, state) gives on.
  def split(expr, state, fun) when is_function(fun, 2) do
    roots = Composite.flatten_list([expr])

    {cuts, _} =
      Enum.flat_map_reduce(operations(roots), state, fn node, state ->
        {answer, state} = fun.(node, state)
        {cut(answer, node), state}
      end)

    sources = for {node, at} <- parameters(roots), do: {node, {nil, at}, {0, at}}
    stages(Enum.uniq_by(cuts, &ids/1), expr, Enum.uniq_by(sources, &elem(&1, 2)), [])
  end

  defp cut(:none, _node), do: []
  defp cut(:before, node), do: before(node)
  defp cut(:after, node), do: [behind(node)]
  defp cut(:both, node), do: before(node) ++ [behind(node)]

  defp cut(other, _node) do
    raise ArgumentError,
          "Invalid split decision: #{inspect(other)}. Expected :before, :after, :both, or :none"
  end

  # What metadata of a tuple gives is what it is given.
  defp behind(%Nx.Tensor{type: {:tuple, _}} = whole), do: operands(whole)
  defp behind(node), do: [node]

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
    for node <- Enum.reverse(order), node.data.op == :parameter, do: {node, hd(node.data.args)}
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

  # `sources` are {expression, {stage or nil, index}, order}: what a stage may start from, the arguments
  # in front of what stages gave.
  defp stages([], expr, sources, done), do: Enum.reverse([stage(expr, sources) | done])

  defp stages([tensors | cuts], expr, sources, done) do
    stage = stage(List.to_tuple(tensors), sources)
    order = length(done) + 1

    given =
      for {tensor, at} <- Enum.with_index(tensors), do: {tensor, {stage.id, at}, {order, at}}

    stages(cuts, expr, given ++ sources, [stage | done])
  end

  # The expression on parameters of its own in place of what it starts from.
  defp stage(expr, sources) do
    roots = Composite.flatten_list([expr])
    used = used(roots, sources, {[], %{}}) |> elem(0) |> Enum.sort_by(&elem(&1, 2))
    from = Enum.map(used, &elem(&1, 0))

    {own, params} =
      Cnx.Tracing.traced([], fn ->
        params = Enum.map(from, &Cnx.Trace.parameter/1)
        own = graft(expr, from, params)
        Cnx.Trace.suspend()
        {own, params}
      end)

    %Nx.Defn.Graph.Stage{
      id: make_ref(),
      expr: own,
      params: params,
      arguments: Enum.map(used, fn {_, source, _} -> %{source: source} end)
    }
  end

  # The expression computed anew from these tensors instead of `from`.
  defp graft(expr, from, tensors) do
    made = Cnx.Trace.graft(Composite.flatten_list([expr]), from, tensors)

    {result, []} =
      Composite.traverse(expr, made, fn like, [tensor | rest] ->
        {Nx.Shared.vectors(Expr.tensor(tensor), like.vectorized_axes)
         |> Cnx.Op.names(like.names), rest}
      end)

    result
  end

  # The sources that the expressions reach first, from inside branches, too.
  defp used(nodes, sources, acc) do
    Enum.reduce(nodes, acc, fn node, {found, seen} ->
      id = node.data.id
      source = Enum.find(sources, fn {tensor, _, _} -> tensor.data.id == id end)

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

      again = fn given -> graft(stage.expr, stage.params, Tuple.to_list(given)) end
      result = Nx.Defn.jit_apply(again, [List.to_tuple(given)], opts)
      Map.put(results, stage.id, result)
    end)
    |> Map.fetch!(List.last(stages).id)
  end
end

defmodule Nx.Defn.Graph.Stage do
  @derive {Inspect, except: [:params]}
  defstruct [:id, :expr, :arguments, :params]
end
