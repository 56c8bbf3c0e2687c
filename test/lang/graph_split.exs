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
Enum.map(stages, fn stage -> Enum.map(stage.arguments, & &1.source) end) # => [[nil: 0], [{0, 0}, {nil, 1}, {nil, 0}]]
same.(stages) # => true
same.(Nx.Defn.Graph.split(e, at.(:multiply, :before))) # => true
same.(Nx.Defn.Graph.split(e, at.(:multiply, :both))) # => true
length(Nx.Defn.Graph.split(e, at.(:multiply, :both))) # => 3
same.(Nx.Defn.Graph.split(e, at.(:cond, :before))) # => true
{stages, seen} = Nx.Defn.Graph.split(e, 0, fn _, n -> {:none, n + 1} end)
{length(stages), seen} # => {1, 6}
Nx.Defn.Graph.split(e, fn _ -> :here end) # error: (ArgumentError) expected :before, :after, :both or :none to split at a node, got: :here
Nx.to_pointer(Nx.tensor(1)) # error: (ArgumentError) Nx.BinaryBackend does not share its memory: to_pointer/2 is of backends that do
Nx.from_pointer(Nx.BinaryBackend, %Nx.Pointer{kind: :local, address: 0, data_size: 4}, :s32, {1}) # error: (ArgumentError) Nx.BinaryBackend does not share its memory: from_pointer/5 is of backends that do
