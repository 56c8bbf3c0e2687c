# Nx.Defn.Tree - walking expressions.
defmodule Nx.Defn.Tree do
  alias Nx.Defn.{Composite, Expr}

  # The ids of the expressions that `expr` is computed from in its own scope, bodies of branches, loops
  # and functions left out: a map from id to operation.
  def scope_ids(expr) do
    Composite.reduce(expr, %{}, fn tensor, ids -> collect([tensor], ids) end)
  end

  defp collect([], ids), do: ids

  defp collect([%Nx.Tensor{data: %Expr{op: :constant}} | rest], ids), do: collect(rest, ids)

  defp collect([tensor | rest], ids) do
    %Expr{id: id, op: op} = tensor.data

    if Map.has_key?(ids, id) do
      collect(rest, ids)
    else
      {_, below} = apply_args(tensor, :scope, [], fn arg, acc -> {arg, [arg | acc]} end)
      collect(Enum.reverse(below, rest), Map.put(ids, id, op))
    end
  end

  # The expression with other arguments.
  def put_args(%Nx.Tensor{data: %Expr{} = expr} = tensor, args),
    do: Expr.rebuild(tensor, expr.op, args)

  # fun.(tensor, acc) for each tensor among the arguments, in order: the arguments it gives and the
  # last acc. With :scope the bodies of branches and loops are left as they are.
  def apply_args(expr, type \\ :all, acc, fun)

  def apply_args(%Nx.Tensor{data: %Expr{op: :cond, args: [clauses, last]}}, type, acc, fun) do
    {clauses, acc} =
      Enum.map_reduce(clauses, acc, fn {test, body}, acc ->
        {test, acc} = fun.(test, acc)
        {body, acc} = if type == :all, do: Composite.traverse(body, acc, fun), else: {body, acc}
        {{test, body}, acc}
      end)

    {last, acc} = if type == :all, do: Composite.traverse(last, acc, fun), else: {last, acc}
    {[clauses, last], acc}
  end

  def apply_args(%Nx.Tensor{data: %Expr{op: :while, args: args}}, type, acc, fun) do
    [initial, arg, condition, body] = args
    {initial, acc} = Composite.traverse(initial, acc, fun)

    if type == :scope do
      {[initial, arg, condition, body], acc}
    else
      {arg, acc} = Composite.traverse(arg, acc, fun)
      {condition, acc} = fun.(condition, acc)
      {body, acc} = Composite.traverse(body, acc, fun)
      {[initial, arg, condition, body], acc}
    end
  end

  def apply_args(%Nx.Tensor{data: %Expr{op: :fun, args: [params, body, mfa]}}, type, acc, fun) do
    {params, acc} = Enum.map_reduce(params, acc, fun)
    {body, acc} = if type == :all, do: Composite.traverse(body, acc, fun), else: {body, acc}
    {[params, body, mfa], acc}
  end

  def apply_args(%Nx.Tensor{data: %Expr{op: op, args: args}}, _type, acc, _fun)
      when op in [:parameter, :constant, :tensor],
      do: {args, acc}

  def apply_args(%Nx.Tensor{data: %Expr{op: :elem, args: [tuple, at]}}, _type, acc, fun) do
    {tuple, acc} = fun.(tuple, acc)
    {[tuple, at], acc}
  end

  def apply_args(
        %Nx.Tensor{data: %Expr{op: :metadata, args: [tuple, map]}},
        _type,
        acc,
        fun
      )
      when is_tuple(tuple) do
    {tuple, acc} = Composite.traverse(tuple, acc, fun)
    {[tuple, map], acc}
  end

  def apply_args(%Nx.Tensor{data: %Expr{args: args}}, _type, acc, fun),
    do: Enum.map_reduce(args, acc, &arg(&1, &2, fun))

  defp arg(%Nx.Tensor{} = tensor, acc, fun), do: fun.(tensor, acc)

  defp arg([%Nx.Tensor{} | _] = list, acc, fun), do: Enum.map_reduce(list, acc, &arg(&1, &2, fun))
  defp arg(other, acc, _fun), do: {other, acc}
end
