# Nx.Defn.Composite and Nx.Defn.Tree: every function, on tuples, maps, structs and every kind of node.
alias Nx.Defn.{Composite, Tree}

defmodule Box do
  @derive {Nx.Container, containers: [:a, :b], keep: [:tag]}
  defstruct [:a, :b, :tag]
end

box = %Box{a: 1, b: {2, %{c: 3.5}}, tag: :kept}
Composite.count(box) # => 3
Composite.count({}) # => 0
Composite.count(Complex.new(1, 2)) # => 1
Composite.reduce(box, [], fn x, acc -> [x | acc] end) # => [3.5, 2, 1]
Composite.flatten_list([box, 4, {5, 6}]) # => [1, 2, 3.5, 4, 5, 6]
Composite.flatten_list([1, {2}], [:rest]) # => [1, 2, :rest]
Composite.traverse(box, fn x -> x * 2 end) # => %Box{a: 2, b: {4, %{c: 7.0}}, tag: :kept}
Composite.traverse(box, 0, fn x, n -> {n, n + x} end) # => {%Box{a: 0, b: {1, %{c: 3}}, tag: :kept}, 6.5}
Composite.compatible?(box, %{box | a: 5}, fn a, b -> is_number(a) and is_number(b) end) # => true
Composite.compatible?(box, %{box | b: {2, 3}}, fn _, _ -> true end) # => false
Composite.compatible?({1, 2}, {1, 3}, fn a, b -> a == b end) # => false
Composite.compatible?({1, 2}, {1, 2, 3}, fn _, _ -> true end) # => false
Composite.compatible?(%{a: 1}, %{b: 1}, fn _, _ -> true end) # => false
Composite.compatible?(%{a: 1}, box, fn _, _ -> true end) # => false
Composite.count([1]) # error: (Protocol.UndefinedError) protocol Nx.Container not implemented for [1] of type List
Composite.traverse(:a, & &1) # error: (Protocol.UndefinedError) protocol Nx.Container not implemented for :a of type Atom

defmodule Walked do
  import Nx.Defn

  defn branch(x), do: if(Nx.sum(x) > 0, do: Nx.sin(x), else: Nx.exp(x) + 1)
  defn loop(x), do: while({x, i = 0}, i < 3, do: {Nx.cos(x), i + 1})
  defn fold(x), do: Nx.reduce(x, 0.0, fn a, b -> Nx.max(a, b) end)
  defn joined(x), do: Nx.concatenate([x, Nx.negate(x)])
  defn listed(x), do: x[Nx.argmax(x)]
end

expr = fn fun -> Nx.Defn.debug_expr_apply(fun, [Nx.template({2}, :f32)]) end
ops = fn list -> Enum.map(list, & &1.data.op) end
args = fn tensor, type -> Tree.apply_args(tensor, type, [], fn x, acc -> {x, [x.data.op | acc]} end) |> elem(1) |> Enum.reverse() end
scope = fn tensor -> Tree.scope_ids(tensor) |> Map.values() |> Enum.sort() end

branch = expr.(&Walked.branch/1)
branch.data.op # => :cond
args.(branch, :scope) # => [:greater]
args.(branch, :all) # => [:greater, :sin, :add]
scope.(branch) # => [:cond, :greater, :parameter, :sum]
{_, kept} = Tree.apply_args(branch, :kept, fn x, acc -> {x, acc} end)
kept # => :kept

{first, last} = expr.(&Walked.loop/1)
{first.data.op, last.data.op} # => {:elem, :elem}
[loop, 0] = first.data.args
loop.data.op # => :while
args.(loop, :scope) # => [:parameter, :constant]
args.(loop, :all) # => [:parameter, :constant, :parameter, :parameter, :less, :cos, :add]
scope.({first, last}) # => [:elem, :elem, :parameter, :while]

fold = expr.(&Walked.fold/1)
args.(fold, :scope) # => [:parameter, :constant, :fun]
[_, _, _, fun] = fold.data.args
args.(fun, :scope) # => [:parameter, :parameter]
args.(fun, :all) # => [:parameter, :parameter, :max]
scope.(fold) # => [:fun, :parameter, :parameter, :parameter, :reduce]
args.(expr.(&Walked.joined/1), :all) # => [:parameter, :negate]
scope.(expr.(&Walked.listed/1)) |> Enum.member?(:argmax) # => true

# the same operation on other arguments, in the trace that is under way
defmodule Again do
  import Nx.Defn
  alias Nx.Defn.Tree

  deftransform instead(tensor, fun) do
    tensor = Nx.Defn.Expr.tensor(tensor)
    {args, count} = Tree.apply_args(tensor, 0, fn x, n -> {fun.(x, n), n + 1} end)
    send(self(), count)
    Tree.put_args(tensor, args)
  end

  defn sine(x), do: instead(Nx.sin(x), fn a, _ -> a * 2 end)
  defn shaped(x), do: instead(Nx.reshape(x, {1, 2}), fn a, _ -> a + 1 end)
  defn folded(x), do: instead(Nx.reduce(x, 0.0, fn a, b -> a - b end), &change/2)
  defn cast(x), do: instead(Nx.as_type(x, :s8), fn a, _ -> a * 2 end)
  deftransform change(x, n), do: if(n == 0, do: Nx.multiply(x, 10), else: x)
end

x = Nx.tensor([1.0, 2.0])
Again.sine(x) == Nx.sin(Nx.multiply(x, 2)) # => true
Again.shaped(x) |> Nx.to_list() # => [[2.0, 3.0]]
Again.cast(x) |> Nx.to_list() # => [2, 4]
Again.folded(x) |> Nx.to_number() # => 10.0
receive(do: (1 -> receive(do: (1 -> receive(do: (1 -> receive(do: (n -> n)))))))) # => 3
Tree.put_args(first, [1]) # error: (ArgumentError) an expression of elem cannot be given other arguments

# an expression in letters, one table for each result
shown = fn tensor -> inspect(tensor) |> String.split("\n") |> Enum.drop(4) |> Enum.drop(-1) |> Enum.map(&String.trim/1) end
shown.(first) # => ["parameter a:0      f32[2]", "b = while {a, 0}   tuple2", "c = elem b, 0      f32[2]"]
shown.(fold) # => ["parameter a:0                                                               f32[2]", "b = reduce a, 0.0, axes: nil, keep_axes: false, &anonymous fn/2 in Walked   f32"]
shown.(expr.(&Nx.window_reduce(&1, 1, {2}, fn a, b -> Nx.max(a, b) end))) |> List.last() =~ ~r"&anonymous fn/2" # => true
shown.(expr.(&Nx.reduce(&1, 0, fn a, b -> Nx.add(a, b) end))) |> length() # => 2

defmodule Nested do
  import Nx.Defn

  defn f(x) do
    {i, x} =
      while {i = 0, x}, i < 3 do
        x = if Nx.sum(x) > 0, do: x * 2, else: Nx.cos(x)
        {_, x, _} = while({j = 0, x, i}, j < i, do: {j + 1, x - 1.5, i})
        {i + 1, x}
      end

    {i, x}
  end

  defn g(x) do
    cond do
      x > 1 -> {x, x + 1}
      x > 0 -> {if(x > 0.5, do: Nx.sin(x), else: x), 3.0}
      true -> {x, -x}
    end
  end
end

{i, x} = expr.(&Nested.f/1)
shown.(x) # => ["parameter a:0      f32[2]", "b = while {0, a}   tuple2", "c = elem b, 1      f32[2]"]
[loop, 0] = i.data.args
[_, {_, state}, _, {_, inner}] = loop.data.args
{state.data.op, inner.data.op} # => {:parameter, :elem}
shown.(inner) # => ["parameter a:1                            f32[2]", "parameter g:0                            s32", "b = sum a, axes: nil, keep_axes: false   f32", "c = greater b, 0                         u8", "d = multiply 2, a                        f32[2]", "e = cos a                                f32[2]", "f = cond c -> d, true -> e               f32[2]", "h = while {0, f, g}                      tuple3", "i = elem h, 1                            f32[2]"]
[{one, two} | _] = [Nx.Defn.debug_expr_apply(&Nested.g/1, [Nx.template({}, :f32)])]
shown.(one) |> Enum.drop(6) # => ["g = cond e -> f, true -> a                            f32", "h = negate a                                          f32", "i = cond b -> {a, c}, d -> {g, 3.0}, true -> {a, h}   tuple2", "j = elem i, 0                                         f32"]
shown.(two) |> List.last() # => "j = elem i, 1                                         f32"
