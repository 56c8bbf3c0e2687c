# Nx.Defn.Expr.metadata: a map on an expression, for code that looks at it while tracing.
defmodule Noted do
  import Nx.Defn

  deftransform noted(x, map), do: Nx.Defn.Expr.metadata(x, map)

  deftransform logits(y) do
    case y.data do
      %Nx.Defn.Expr{op: :metadata, args: [_, %{logits: logits}]} -> logits
      _ -> y
    end
  end

  defn sigmoid(x), do: x |> Nx.sigmoid() |> noted(%{logits: x, nested: [%{deep: {x, 1}}]})
  defn back(x), do: x |> sigmoid() |> logits()
  defn slope(x), do: grad(x, fn x -> Nx.sum(sigmoid(x) * 2) end)
  defn inner(x), do: grad(x, fn x -> Nx.sum(logits(sigmoid(x))) end)
  defn pair(x), do: noted({x, x + 1}, %{kind: :pair})
  defn branch(x), do: if(Nx.sum(x) > 0, do: logits(sigmoid(x)) + 1, else: sigmoid(x))
  defn op(x), do: x |> sigmoid() |> then(&tap_op/1)
  deftransformp tap_op(x), do: tap(x, fn x -> IO.inspect({x.data.op, map_size(Enum.at(x.data.args, 1))}) end)
end

Noted.sigmoid(Nx.tensor([0.0])) # => Nx.tensor([0.5])
Noted.back(Nx.tensor([3.0])) # => Nx.tensor([3.0])
Noted.slope(Nx.tensor(0.0)) # => Nx.tensor(0.5)
Noted.inner(Nx.tensor(7.0)) # => Nx.tensor(1.0)
Noted.pair(1) # => {Nx.tensor(1), Nx.tensor(2)}
Noted.branch(Nx.tensor(2.0)) # => Nx.tensor(3.0)
Noted.branch(Nx.tensor(0.0)) # => Nx.tensor(0.5)
Noted.op(0.0) # prints: {:metadata, 2}
Nx.Defn.debug_expr(&Noted.sigmoid/1).(1.0) |> inspect() =~ "metadata" # => false
Nx.Defn.debug_expr(fn x -> Nx.Defn.Expr.metadata(x, %{inspect: :mine}) end).(1.0) |> inspect() =~ "metadata a, :mine" # => true
Nx.Defn.jit(fn x -> Nx.Defn.Tree.put_args(Noted.sigmoid(x), [x, %{}]) end).(5.0) # => Nx.tensor(5.0)
Nx.Defn.Expr.metadata(Nx.tensor(1), %{}).data.op # => :metadata
Nx.Defn.Expr.metadata(1, [:a]) # error: (FunctionClauseError) no function clause matching in Nx.Defn.Expr.metadata/2
