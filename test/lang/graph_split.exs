# Nx.Defn.Graph: an expression in stages.
defmodule Staged do
  import Nx.Defn
  defn f(x, y), do: {Nx.sum(Nx.exp(x) * y), if(Nx.sum(y) > 0, do: Nx.cos(x), else: x)}
end

e = Nx.Defn.debug_expr(&Staged.f/2).(Nx.template({2}, :f32), Nx.template({2}, :f32))
at = fn op, where -> fn node -> if node.data.op == op, do: where, else: :none end end
args = [Nx.tensor([0.0, 1.0]), Nx.tensor([2.0, 3.0])]
whole = Staged.f(Nx.tensor([0.0, 1.0]), Nx.tensor([2.0, 3.0]))
same = fn stages -> Nx.Defn.Graph.run(stages, args) == whole end

length(Nx.Defn.Graph.split(e, fn _ -> :none end)) # => 1
same.(Nx.Defn.Graph.split(e, fn _ -> :none end)) # => true
stages = Nx.Defn.Graph.split(e, at.(:exp, :after))
length(stages) # => 2
[first, second] = stages
Enum.map(first.arguments, & &1.source) # => [nil: 0]
Enum.map(second.arguments, & &1.source) == [{nil, 0}, {nil, 1}, {first.id, 0}] # => true

# A stage's expression is on parameters of its own, the arguments in front of what stages before it gave.
{product, _} = second.expr
product.data.args |> hd() |> then(& &1.data.args) |> Enum.map(&{&1.data.op, &1.data.args}) # => [parameter: [2], parameter: [1]]
inspect(elem(first.expr, 0)) # => "#Nx.Tensor<\n  f32[2]\n  \n  Nx.Defn.Expr\n  parameter a:0   f32[2]\n  b = exp a       f32[2]\n>"
inspect(first) =~ "params" # => false

same.(stages) # => true
same.(Nx.Defn.Graph.split(e, at.(:multiply, :before))) # => true
same.(Nx.Defn.Graph.split(e, at.(:multiply, :both))) # => true
length(Nx.Defn.Graph.split(e, at.(:multiply, :both))) # => 3
same.(Nx.Defn.Graph.split(e, at.(:cond, :before))) # => true
counted = Nx.Defn.Graph.split(e, 0, fn _, n -> {if(n == 2, do: :after, else: :none), n + 1} end)
length(counted) # => 2
same.(counted) # => true
Nx.Defn.Graph.split(e, fn _ -> :here end) # error: (ArgumentError) Invalid split decision: :here. Expected :before, :after, :both, or :none
Nx.to_pointer(Nx.tensor(1)) # error: (ArgumentError) Nx.BinaryBackend does not share its memory: to_pointer/2 is of backends that do
Nx.from_pointer(Nx.BinaryBackend, %Nx.Pointer{kind: :local, address: 0, data_size: 4}, :s32, {1}) # error: (ArgumentError) Nx.BinaryBackend does not share its memory: from_pointer/5 is of backends that do

# Names and vectorized axes go through stages.
v = Nx.vectorize(Nx.tensor([[1.0, 2.0], [3.0, 4.0]], names: [nil, :y]), :x)
run = fn fun -> Nx.Defn.Graph.run(Nx.Defn.Graph.split(Nx.Defn.debug_expr(fun).(v), at.(:exp, :after)), [v]) end
run.(fn v -> Nx.log(Nx.exp(v)) end) |> then(&{&1.names, &1.vectorized_axes}) # => {[:y], [x: 2]}
