# Metadata of a tuple, and stop_grad of one, is one expression, of which the tensors are elements.
alias Nx.Defn.{Expr, Tree}

lines = fn t -> t |> inspect() |> String.split("\n") |> Enum.drop(4) |> Enum.drop(-1) |> Enum.map(&String.trim/1) end
record = fn fun -> Nx.Defn.debug_expr(fun).(1.0, 2) end

stopped = record.(fn a, b -> {a, b} = Nx.Defn.Kernel.stop_grad({a, b}); Nx.add(a, b) end)
lines.(stopped) # => ["parameter a:0                     f32", "parameter b:1                     s32", "c = metadata {a, b}, :stop_grad   tuple2", "d = elem c, 0                     f32", "e = elem c, 1                     s32", "f = add d, e                      f32"]

marked = record.(fn a, b -> {a, b} = Expr.metadata({Nx.exp(a), b}, %{inspect: :mine}); Nx.add(a, b) end)
marked |> lines.() |> Enum.at(3) # => "d = metadata {b, c}, :mine   tuple2"
[left, right] = marked.data.args
{left.data.op, right.data.op} # => {:elem, :elem}
[whole, 0] = left.data.args
[same, 1] = right.data.args
whole.data == same.data # => true
{whole.type, whole.data.op} # => {{:tuple, 2}, :metadata}
whole.data.args |> Enum.at(1) # => %{inspect: :mine}
Tree.scope_ids(marked) |> Map.values() |> Enum.sort() # => [:add, :elem, :elem, :exp, :metadata, :parameter, :parameter]

# --- it changes nothing else ---

Nx.Defn.jit(fn a, b -> Expr.metadata({a, b}, %{}) end).(1.0, 2) # => {Nx.tensor(1.0), Nx.tensor(2)}
Nx.Defn.jit(fn a, b -> Expr.metadata({a, {b, %{c: a}}}, %{}) end).(1.0, 2) # => {Nx.tensor(1.0), {Nx.tensor(2), %{c: Nx.tensor(1.0)}}}
Nx.Defn.jit(fn a -> Expr.metadata({}, %{}) == {} && a end).(1) # => Nx.tensor(1)
Nx.Defn.grad(3.0, fn x -> {a, b} = Expr.metadata({Nx.exp(x), x}, %{}); Nx.multiply(Nx.log(a), b) end) # => Nx.tensor(6.0)
Nx.Defn.grad(3.0, fn x -> {a, b} = Nx.Defn.Kernel.stop_grad({x, x}); Nx.multiply(Nx.multiply(a, b), x) end) # => Nx.tensor(9.0)
Nx.Defn.Kernel.stop_grad({Nx.tensor(1), 2}) # => {Nx.tensor(1), Nx.tensor(2)}

# --- rebuilt by whoever walks it ---

rebuilt = fn a, b ->
  {x, y} = Expr.metadata({a, b}, %{k: 1})
  [whole, 1] = y.data.args
  {p, q} = Tree.put_args(whole, [{b, a}, %{k: 2}])
  {p, q, Tree.put_args(x, [{p, q}, 1])}
end

Nx.Defn.jit(rebuilt).(1.0, 2) # => {Nx.tensor(2), Nx.tensor(1.0), Nx.tensor(1.0)}

# --- where it is cut, all of its tensors are ---

sum = record.(fn a, b -> {a, b} = Expr.metadata({Nx.exp(a), Nx.negate(b)}, %{cut: true}); Nx.add(a, b) end)
cut = fn where -> Nx.Defn.Graph.split(sum, fn %{data: %{op: :metadata}} -> where; _ -> :none end) end
[first, second] = cut.(:before)
{a, b} = first.expr
{a.data.op, b.data.op} # => {:exp, :negate}
Enum.map(second.arguments, & &1.source) == [{first.id, 0}, {first.id, 1}] # => true
Nx.Defn.Graph.run(cut.(:before), [0.0, 2]) # => Nx.tensor(-1.0)
Nx.Defn.Graph.run(cut.(:after), [0.0, 2]) # => Nx.tensor(-1.0)
Nx.Defn.Graph.run(cut.(:both), [0.0, 2]) # => Nx.tensor(-1.0)
