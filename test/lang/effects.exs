# io_call, print_value and runtime_call: functions that run while a definition runs.
defmodule Effects do
  import Nx.Defn

  def kept(value) do
    Process.put(:seen, [value | Process.get(:seen, [])])
  end

  def seen() do
    seen = Enum.reverse(Process.get(:seen, []))
    Process.put(:seen, [])
    seen
  end

  defn looks(x), do: io_call(x * 2, fn v -> kept(Nx.to_list(v)) end) + 1
  defn looks_at_both(x, y), do: io_call({x, %{y: y}}, fn {a, m} -> kept({Nx.to_number(a), Nx.to_number(m.y)}) end) |> elem(0)
  defn in_order(x), do: io_call(io_call(x, fn _ -> kept(1) end) + 1, fn _ -> kept(2) end)
  defn twice(x), do: io_call(x, fn _ -> kept(:a) end) + io_call(x, fn _ -> kept(:a) end)
  defn unused(x) do
    _ = io_call(x, fn _ -> kept(:never) end)
    x + 1
  end
  defn looped(x), do: while(x, x < 10, do: io_call(x * 2, fn v -> kept(Nx.to_number(v)) end))
  defn branch(x), do: if(x > 0, do: io_call(x, fn _ -> kept(:up) end), else: io_call(-x, fn _ -> kept(:down) end))
  defn named(x), do: io_call(x, :name) * io_call(x, :other, fn _ -> kept(:own) end)
  defn slope(x), do: value_and_grad(x, fn x -> io_call(x * x, fn v -> kept(Nx.to_number(v)) end) end)
  defn printed(x), do: print_value(x + 1, label: "sum")
  defn mapped(x), do: print_value(x, fn x -> x * 10 end, label: "ten")
  defn traced(x), do: print_expr(x * 3)
  defn captured(x), do: io_call(x, fn _ -> kept(x) end)
  defn fails(x), do: io_call(x, fn _ -> raise "inside" end)

  def scaled(t, opts), do: Nx.multiply(t, opts[:by])
  def sorted({a, b}, _), do: {Nx.sort(a), Nx.tensor(Enum.sum(Nx.to_flat_list(b)))}
  def wrong(t, _), do: Nx.as_type(t, :f64)
  defn scale(x), do: Nx.runtime_call(x, x, [by: 3], &scaled/2) + 1
  defn several(a, b), do: Nx.runtime_call({a, Nx.sum(b)}, {a, b}, &Effects.sorted/2)
  defn mistaken(x), do: Nx.runtime_call(x, x, &wrong/2)
  defn scale_slope(x), do: grad(x, fn x -> Nx.sum(Nx.runtime_call(x, x, [by: 3], &scaled/2)) end)
end

Nx.to_list(Effects.looks(Nx.tensor([1, 2]))) # => [3, 5]
Effects.seen() # => [[2, 4]]
Effects.looks(Nx.tensor([5, 6])) |> Nx.to_list() # => [11, 13]
Effects.seen() # => [[10, 12]]
Nx.to_number(Effects.looks_at_both(3, 4)) # => 3
Effects.seen() # => [{3, 4}]
Nx.to_number(Effects.in_order(0)) # => 1
Effects.seen() # => [1, 2]
Nx.to_number(Effects.twice(2)) # => 4
Effects.seen() # => [:a, :a]
Nx.to_number(Effects.unused(2)) # => 3
Effects.seen() # => []
Nx.to_number(Effects.looped(3)) # => 12
Effects.seen() # => [6, 12]
Nx.to_number(Effects.branch(-2)) # => 2
Effects.seen() # => [:down]
Effects.slope(3.0) |> Tuple.to_list() |> Enum.map(&Nx.to_number/1) # => [9.0, 6.0]
Effects.seen() # => [9.0]
Nx.to_number(Effects.named(3)) # => 9
Effects.seen() # => [:own]
Nx.to_number(Nx.Defn.jit(&Effects.named/1, hooks: %{name: fn v -> Effects.kept(Nx.to_number(v)) end, other: fn _ -> Effects.kept(:hook) end}).(4)) # => 16
Effects.seen() # => [4, :hook]
output = fn fun -> Cnx.Output.capture(:stdio); fun.(); Cnx.Output.release(:stdio) end
output.(fn -> Effects.printed(1) end) # => "sum: #Nx.Tensor<\n  s32\n  2\n>\n"
output.(fn -> Effects.mapped(1) end) # => "ten: #Nx.Tensor<\n  s32\n  10\n>\n"
output.(fn -> Effects.traced(1) end) # => "#Nx.Tensor<\n  s32\n  \n  Nx.Defn.Expr\n  parameter a:0       s32\n  b = multiply 3, a   s32\n>\n"
output.(fn -> Effects.traced(2) end) # => "#Nx.Tensor<\n  s32\n  \n  Nx.Defn.Expr\n  parameter a:0       s32\n  b = multiply 3, a   s32\n>\n"
Effects.captured(1) # error: (ArgumentError) the function given to io_call uses a tensor of the definition around it, whose value it cannot see: give it to io_call together with the others
Effects.fails(1) # error: (RuntimeError) inside
Nx.to_list(Effects.scale(Nx.tensor([1, 2]))) # => [4, 7]
{a, b} = Effects.several(Nx.tensor([3, 1]), Nx.tensor([4, 5]))
{Nx.to_list(a), Nx.to_number(b)} # => {[1, 3], 9}
try do Effects.mistaken(1.0) rescue e -> e |> Exception.message() |> String.split("\n") |> hd() end # => "expected the runtime_call function to match the given output template"
Effects.scale_slope(1.0) # error: (ArgumentError) cannot compute gradient for runtime_call
Nx.to_list(Nx.runtime_call(Nx.template({2}, :s32), Nx.tensor([1, 2]), [by: 2], &Effects.scaled/2)) # => [2, 4]
Nx.to_list(Nx.io_call(Nx.tensor([1, 2]), fn t -> Effects.kept(Nx.shape(t)) end)) # => [1, 2]
Effects.seen() # => [{2}]
Nx.donatable?(Nx.donatable(Nx.tensor(1))) # => true
Nx.donatable?(Nx.tensor(1)) # => false
