# Nx.Defn.Compiler: a module with __jit__/5 as a compiler, options, and what a compiled function says of
# other arguments.
defmodule Watching do
  @behaviour Nx.Defn.Compiler

  def __jit__(key, vars, fun, args_list, opts) do
    expr = fun.(vars)
    send(self(), {:jit, length(vars), Nx.Defn.Composite.count(expr), opts})
    Nx.Defn.Evaluator.__jit__(key, vars, fun, args_list, [])
  end

  def __compile__(_key, _vars, _fun, _opts), do: raise("compiled by nobody")
  def __partitions_options__(opts), do: [opts, opts]
  def __to_backend__(opts), do: {Nx.BinaryBackend, opts}

  def __shard_jit__(_key, mesh, vars, _fun, loads, opts),
    do: {mesh.name, length(vars), for(load <- loads, do: for(arg <- load, do: Nx.to_list(arg.()))), opts}
end

defmodule Watched do
  import Nx.Defn

  deftransform where(x) do
    send(self(), {:where, Nx.Defn.Compiler.current(), Nx.Defn.Compiler.defn?()})
    x
  end

  defn next(x), do: where(x) + 1
  defn pair(x, m), do: {x + m.y, %{z: x}}
end

got = fn -> receive do message -> message after 0 -> :none end end

{Nx.Defn.Compiler.current(), Nx.Defn.Compiler.defn?()} # => {nil, false}
Watched.next(1) |> Nx.to_number() # => 2
got.() # => {:where, Nx.Defn.Evaluator, true}
Nx.Defn.jit_apply(&Watched.next/1, [1], compiler: Watching, level: 3) |> Nx.to_number() # => 2
got.() # => {:where, Watching, true}
got.() # => {:jit, 1, 1, [level: 3]}
got.() # => {:where, Watching, true}
{sum, %{z: z}} = Nx.Defn.jit(&Watched.pair/2, compiler: Watching).(1, %{y: 2})
{Nx.to_number(sum), Nx.to_number(z)} # => {3, 1}
got.() # => {:jit, 2, 2, []}
Nx.Defn.compile(&Watched.next/1, [1], compiler: Watching) # error: (RuntimeError) compiled by nobody
mesh = %Nx.Mesh{name: "m", shape: {2}}
Nx.Defn.shard_jit_apply(&Nx.sin/1, mesh, [[Nx.tensor([1])], [Nx.tensor([2])]], compiler: Watching) # => {"m", 1, [[[1]], [[2]]], []}
Nx.Defn.shard_jit(&Nx.sin/1, mesh, compiler: Watching).([[Nx.tensor([1])], [Nx.tensor([2])]]) # => {"m", 1, [[[1]], [[2]]], []}
Nx.Defn.to_backend(compiler: Watching, device: 1) # => {Nx.BinaryBackend, [device: 1]}

# once another compiler is through, the own one's definitions have theirs again
Watched.next(Nx.tensor([1])) # => Nx.tensor([2])
got.() # => {:where, Nx.Defn.Evaluator, true}
Nx.Defn.jit_apply(fn x -> Nx.add(x, if(Process.get(Nx.Defn.Compiler) == Watching, do: 1, else: 0)) end, [1], compiler: Watching) # => Nx.tensor(2)
for _ <- 1..2, do: got.() # => [{:jit, 1, 1, []}, :none]

# options of the process
Nx.Defn.default_options() # => []
Nx.Defn.default_options(compiler: Watching) # => []
Nx.Defn.default_options() # => [compiler: Watching]
Enum.each(1..9, fn _ -> got.() end)
Watched.pair(1, %{y: 2}) |> elem(0) |> Nx.to_number() # => 3
got.() # => {:jit, 2, 2, []}
Nx.Defn.default_options([]) # => [compiler: Watching]
options = [compiler: Nx.Defn.Evaluator, garbage_collect: true, max_concurrency: 2, hooks: %{}]
Nx.Defn.jit_apply(&Nx.add/2, [1, 2], options) |> Nx.to_number() # => 3

# TemplateDiff: what is the same once, what is not twice; the whole where the forms differ
alias Nx.Defn.TemplateDiff
diff = fn left, right -> TemplateDiff.build_and_inspect(left, right, "L", "R") |> String.replace(~r/\e\[\d+m/, "") |> String.replace(~r/\s+/, " ") end
diff.(1, 2) # => "#Nx.Tensor< s32 >"
diff.({1, Nx.tensor([2.0])}, {1, Nx.tensor([2])}) # => "{#Nx.Tensor< s32 >, <<<<< L <<<<< #Nx.Tensor< f32[1] > ========== #Nx.Tensor< s32[1] > >>>>> R >>>>> }"
diff.(%{a: 1, b: 2}, %{a: 1, c: 2}) # => " <<<<< L <<<<< %{a: #Nx.Tensor< s32 >, b: #Nx.Tensor< s32 >} ========== %{a: #Nx.Tensor< s32 >, c: #Nx.Tensor< s32 >} >>>>> R >>>>> "
diff.({1, {2, 3}}, {{1, 2}, 3}) =~ "==========" # => true
diff.({1, 2}, {1, 2, 3}) =~ "==========" # => true
TemplateDiff.build({1, 2}, {1, 2.0}, "L", "R", fn _, _ -> true end) |> Tuple.to_list() |> Enum.map(& &1.compatible) # => [true, true]
TemplateDiff.build(:a, :a, "L", "R").compatible # => true
TemplateDiff.build(:a, 1, "L", "R").compatible # => false
f = Nx.Defn.compile(fn m, x -> Nx.add(m.a, x) end, [%{a: 1, b: 2}, Nx.template({2}, :f32)])
f.(%{a: 1, b: 2}, Nx.tensor([1.0, 2.0])) |> Nx.to_list() # => [2.0, 3.0]
message = fn fun -> try do fun.() rescue e -> {e.__struct__, Exception.message(e) |> String.split("\n") |> hd()} end end
message.(fn -> f.(%{a: 1, c: 2}, Nx.tensor([1.0, 2.0])) end) # => {ArgumentError, "argument at position 1 is not compatible with compiled function template."}
message.(fn -> f.(%{a: 1, b: 2}, Nx.tensor([1, 2])) end) # => {ArgumentError, "argument at position 2 is not compatible with compiled function template."}
message.(fn -> f.(1) end) |> elem(0) # => BadArityError
