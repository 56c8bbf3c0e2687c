# What a gradient costs in operations, with what the value computes anyway counted once.
defmodule Cost do
  import Nx.Defn

  defn cross_entropy(logits, t) do
    z = logits - stop_grad(Nx.reduce_max(logits, axes: [-1], keep_axes: true))
    -Nx.mean(Nx.sum(t * (z - Nx.log(Nx.sum(Nx.exp(z), axes: [-1], keep_axes: true))), axes: [-1]))
  end

  defn loss({w1, b1, w2, b2}, x, t) do
    h = Nx.max(Nx.dot(x, w1) + b1, 0)
    cross_entropy(Nx.dot(h, w2) + b2, t)
  end

  defn both(p, x, t), do: value_and_grad(p, &loss(&1, x, t))

  def operations(fun, args) do
    {graph, _} = Cnx.Tracing.trace(fun, args)
    lines = graph |> Cnx.Graph.text("simplify") |> String.split("\n", trim: true)
    Enum.filter(lines, fn line -> String.contains?(line, " = ") and not String.contains?(line, "constant") end)
  end

  def count(lines, op), do: Enum.count(lines, &String.contains?(&1, " = #{op} "))
end

f = fn shape -> Nx.template(shape, :f32) end
args = [{f.({20, 8}), f.({8}), f.({8, 3}), f.({3})}, f.({16, 20}), f.({16, 3})]
value = Cost.operations(&Cost.loss/3, args)
both = Cost.operations(&Cost.both/3, args)
length(both) <= 3 * length(value) # => true
{Cost.count(value, "dot"), Cost.count(both, "dot"), Cost.count(both, "transpose")} # => {2, 5, 0}
Cost.count(both, "exp") # => 1

# Products whose axes need no turning: each operand's gradient is one dot.
turned = fn fun, shapes ->
  both = fn {a, b} -> Nx.Defn.grad({a, b}, fn {a, b} -> Nx.sum(Nx.sin(fun.(a, b))) end) end
  lines = Cost.operations(both, [List.to_tuple(Enum.map(shapes, f))])
  {Cost.count(lines, "dot"), Cost.count(lines, "transpose")}
end

turned.(&Nx.dot/2, [{2, 3}, {3, 4}]) # => {3, 0}
turned.(&Nx.dot(&1, [2], [0], &2, [1], [0]), [{5, 2, 3}, {5, 3, 4}]) # => {3, 0}
turned.(&Nx.dot(&1, [1], &2, [1]), [{2, 3}, {4, 3}]) # => {3, 0}
turned.(&Nx.dot(&1, [0], &2, [0]), [{3, 2}, {3, 4}]) # => {3, 0}
