# What definitions refuse, with Nx's texts.
defmodule Refused do
  def of(source) do
    Code.eval_string("defmodule RefusedHere do\nimport Nx.Defn\n" <> source <> "\nend")
    :accepted
  rescue
    e in [CompileError] -> e.description
    e in [ArgumentError] -> e.message
  end
end

# parameters
Refused.of("defn f(1), do: 2") # => "only variables, tuples, maps, and structs are allowed as patterns in defn, got: 1"
Refused.of("defn f([a, b]), do: a + b") # => "only variables, tuples, maps, and structs are allowed as patterns in defn, got: [a, b]"
Refused.of("defn f({a, 2}), do: a") # => "only variables, tuples, maps, and structs are allowed as patterns in defn, got: 2"
Refused.of("defn f(%{a: :x}), do: 1") # => "only variables, tuples, maps, and structs are allowed as patterns in defn, got: :x"
Refused.of("defn f({a, a}), do: a") # => "variable \"a\" appears twice in pattern [{a, a}]"
Refused.of("defn f(a, %{b: a}), do: a") # => "variable \"a\" appears twice in pattern [a, %{b: a}]"
Refused.of("defn f({_, _}, %{a: _} = m), do: m.a") # => :accepted
Refused.of("defn f(x) do\n{a, a} = x\na\nend") # => "variable \"a\" appears twice in pattern {a, a}"

# clauses and guards
Refused.of("defn f(x), do: x\ndefn f(y), do: y") # => "cannot compile defn f/1 with multiple clauses"
Refused.of("defnp f(x), do: x\ndefnp f(y), do: y") # => "cannot compile defnp f/1 with multiple clauses"
Refused.of("defn f(x) when x > 0, do: x") # => "guards are not supported by defn"
Refused.of("defn f(x) do\ng = fn 1 -> 2; _ -> 3 end\ng.(x)\nend") # => "only a single clause is allowed inside fn"
Refused.of("defn f(x), do: (fn [a] -> a end).(x)") # => "only variables, tuples, maps, and structs are allowed as patterns in defn, got: [a]"

# case
Refused.of("defn f(x), do: case(x, do: (%{a: a} -> a))") # => "case/2 in defn does not allow matching on keys of maps and structs in patterns. Got: %{a: a}"
Refused.of("defn f(x, y), do: case(x, do: ({a, _} when a > y -> a))") # => "case/2 in defn allow guards to only access variables defined in patterns. Got: y"
Refused.of("defn f(x), do: case(x, do: ({a, b} when a > b -> a; _ -> x))") # => :accepted

# while
Refused.of("defn f(a) do\nwhile :foo, Nx.less(a, 10) do\na + 1\nend\nend") # => "invalid initial argument for \"while\". Expected a variable, a variable assignment, or a tuple of the same. Got: :foo"
Refused.of("defn f(a) do\nwhile {a, 1}, Nx.less(a, 10) do\n{a + 1, 1}\nend\nend") # => "invalid initial argument for \"while\". Expected a variable, a variable assignment, or a tuple of the same. Got: 1"
Refused.of("defn f(a), do: while(a, Nx.less(a, 10), a + 1)") # => "expected last argument of \"while\" to be a do-block, got: a + 1"

# names
Refused.of("defn f(x), do: undefined_fn(x)") # => "undefined function undefined_fn/1 (there is no such import)"
Refused.of("def g(x), do: x\ndefn f(x), do: g(x)") # => "cannot use function g/1 inside defn because it was not defined with defn"
Refused.of("defp g(x), do: x\ndefn f(x), do: x |> g()") # => "cannot use function g/1 inside defn because it was not defined with defn"
Refused.of("deftransform g(x, y \\\\ 1), do: {x, y}\ndefn f(x), do: g(x)") # => :accepted
Refused.of("defn f(x), do: f2(x)\ndefnp f2(x), do: x") # => :accepted
Refused.of("defn f(x), do: for(i <- [1, 2], do: i + x)") # => "undefined function for/2 (there is no such import)"
Refused.of("defn f(x), do: with(y = x, do: y)") # => "undefined function with/2 (there is no such import)"
Refused.of("defn f(x), do: try(do: x, rescue: (_ -> x))") # => "undefined function try/1 (there is no such import)"
Refused.of("defn f(x), do: receive(do: (_ -> x))") # => "undefined function receive/1 (there is no such import)"
Refused.of("defn f(x), do: unless(x, do: 1, else: 2)") # => "undefined function unless/2 (there is no such import)"
Refused.of("defn f(x), do: x ++ [1]") # => "undefined function ++/2 (there is no such import)"
Refused.of("defn f(x), do: x -- [1]") # => "undefined function --/2 (there is no such import)"
Refused.of("defn f(x), do: x && 1") # => "undefined function &&/2 (there is no such import)"
Refused.of("defn f(x), do: x || 1") # => "undefined function ||/2 (there is no such import)"
Refused.of("defn f(x), do: !x") # => "undefined function !/1 (there is no such import)"
Refused.of("defn f(x), do: x in [1]") # => "undefined function in/2 (there is no such import)"
Refused.of("defn f(x), do: x === 1") # => "undefined function ===/2 (there is no such import)"
Refused.of("defn f(x), do: is_number(x)") # => "undefined function is_number/1 (there is no such import)"
Refused.of("defn f(x), do: length([x])") # => "undefined function length/1 (there is no such import)"
Refused.of("defn f(x), do: self()") # => "undefined function self/0 (there is no such import)"

Refused.of("defn f(x), do: Nx.runtime_call(x, x, fn a, _ -> a end)") # => "Nx.runtime_call/3 inside defn expects a named capture of arity 2 as its function, such as &callback/2"

# branches and loops
Refused.of("defn f(x), do: if(x, [1])") # => "expected second argument to \"if\" to be a do/else block, got: [1]"
Refused.of("defn f(x), do: while(x, x < 1)") # => "undefined function while/2 (there is no such import)"

# Nx's functions that need elements
Refused.of("defn f(x), do: Nx.to_number(x)") # => "Nx.to_number/1 is not allowed inside defn"
Refused.of("defn f(x), do: Nx.to_flat_list(x, limit: 2)") # => "Nx.to_flat_list/2 is not allowed inside defn"
Refused.of("defn f(x), do: Nx.backend_transfer(x)") # => "Nx.backend_transfer/1 is not allowed inside defn"
Refused.of("import Nx, only: [to_list: 1]\ndefn f(x), do: to_list(x)") # => "Nx.to_list/1 is not allowed inside defn"

# what only running tells
defmodule RefusedLater do
  import Nx.Defn
  def plain(x), do: x
  defn prints(x), do: IO.puts(x)
  defn counts(x), do: String.length(x)
  defn asks(x), do: if(x, do: 1, else: 2)
  defn asks_option(x, opts \\ []), do: if(opts[:sure], do: x, else: 0)
  defn never(x), do: cond(do: (x > 0 -> x; x < 0 -> -x))
  defn vector(x), do: while(x, x < 10, do: x * 2)
  defn grows(x), do: while(x, Nx.sum(x) < 10, do: Nx.concatenate([x, x]))
  defn around(x, k), do: while(x, x < 100, do: x * k)
  defn constant_around(x), do: while(x, x < 100, do: x * Nx.tensor(3))
  defn unrolled(x), do: while(x, i <- 1..3, [unroll: 1.5], do: x + i)
  defn unrolled_condition(x), do: while(x, x < 3, [unroll: true], do: x + 1)
  defn scalar_generator(x), do: while(acc = x, i <- x, do: acc + i)
  defn pair_generator(x), do: while(acc = x, i <- {x, x}, do: acc + i)
  defn list_case(x, opts \\ []), do: case(opts[:list], do: ([] -> x; _ -> -x))
end

message = fn fun -> try do fun.() rescue e -> e |> Exception.message() |> String.split("\n") |> hd() end end

RefusedLater.prints(1) # error: (RuntimeError) cannot invoke IO.puts/1 inside defn because it was not defined with defn. To print the runtime value of a tensor, use print_value/2. To print the tensor expression, use print_expr/2
RefusedLater.counts(1) # error: (RuntimeError) cannot invoke String.length/1 inside defn because it was not defined with defn
RefusedLater.asks_option(1, sure: :maybe) # error: (CompileError) test/lang/defn_errors.exs:80: cond in defn expects the predicate to be true, false, or a scalar tensor where 0 is false and everything else is true. Unsupported value: :maybe
RefusedLater.never(1) # error: (CompileError) test/lang/defn_errors.exs:81: cond/if expects at least one branch to always evaluate to true
message.(fn -> RefusedLater.around(1, 2) end) # => "cannot build defn because expressions come from different contexts: the body of a while and what is around it."
Nx.to_number(RefusedLater.constant_around(1)) # => 243
RefusedLater.unrolled(1) # error: (CompileError) test/lang/defn_errors.exs:86: :unroll must be a boolean, got: 1.5
RefusedLater.unrolled_condition(1) # error: (CompileError) test/lang/defn_errors.exs:87: options are not supported on while with conditions, only with generators, got: [unroll: true]
RefusedLater.scalar_generator(1) # error: (CompileError) test/lang/defn_errors.exs:88: cannot have a scalar tensor as generator
RefusedLater.list_case(1, list: [1]) # error: (ArgumentError) only tuples, atoms, numbers, and structs are allowed as arguments to case/2 inside defn.

message.(fn -> RefusedLater.asks(Nx.tensor([1, 2])) end) # => "test/lang/defn_errors.exs:79: condition must be a scalar tensor, got: #Nx.Tensor<"
message.(fn -> RefusedLater.vector(Nx.tensor([1, 2])) end) # => "test/lang/defn_errors.exs:82: condition must be a scalar tensor, got: #Nx.Tensor<"
message.(fn -> RefusedLater.grows(Nx.tensor([1, 2])) end) # => "test/lang/defn_errors.exs:83: the do-block in while must return tensors with the same shape, type, and names as the initial arguments."
message.(fn -> RefusedLater.pair_generator(1) end) # => "test/lang/defn_errors.exs:89: generators in while expect a range or a tensor, got: {#Nx.Tensor<"

# jit inside jit
Nx.Defn.jit(fn x -> Nx.Defn.jit(&Nx.sin/1).(x) end).(0.0) # error: (RuntimeError) cannot invoke JITed function when there is a JIT compilation happening
Nx.Defn.jit(fn x -> Nx.Defn.compile(&Nx.sin/1, [1.0]).(x) end).(0.0) # error: (RuntimeError) cannot invoke compiled function when there is a JIT compilation happening
Nx.Defn.jit(fn _ -> Nx.Defn.jit(&Nx.cos/1, on_conflict: :force).(0.0) end).(1) |> Nx.to_number() # => 1.0
Nx.Defn.jit(fn x -> x end, compiler: Nx.NoSuchCompiler).(1) # error: (ArgumentError) the expected compiler callback __jit__/5 is missing. Please check that the module Nx.NoSuchCompiler is an Nx.Defn.Compiler
Nx.Defn.compile(fn x -> x end, [1], compiler: Nx.NoSuchCompiler) # error: (ArgumentError) the expected compiler callback __compile__/4 is missing. Please check that the module Nx.NoSuchCompiler is an Nx.Defn.Compiler
Nx.Defn.to_backend(compiler: Nx.NoSuchCompiler) # error: (ArgumentError) the expected compiler callback __to_backend__/1 is missing. Please check that the module Nx.NoSuchCompiler is an Nx.Defn.Compiler
Nx.Defn.to_backend(compiler: Nx.Defn.Evaluator) # => {Nx.BinaryBackend, []}
Nx.Defn.jit(&Nx.sin/1, on_conflict: :maybe) # error: (ArgumentError) expected :on_conflict to be one of :raise, :force, :reuse, got: :maybe

# A template is no expression, whether of one element or of more.
Nx.Defn.jit(fn x -> {x, Nx.template({2}, :f32)} end).(1) # error: (ArgumentError) cannot convert tensor allocated on Nx.TemplateBackend to an expression: it has no elements
Nx.Defn.debug_expr(fn _ -> Nx.template({}, :f32) end).(1) # error: (ArgumentError) cannot convert tensor allocated on Nx.TemplateBackend to an expression: it has no elements

# A dimension that is an argument.
(try do Nx.Defn.jit(&Nx.iota({&1})).(10) rescue e -> e.message end) =~ ~r/^invalid dimension in axis 0 found in shape\. Each dimension must be a positive integer, but instead got a tensor as dimension: #Nx\.Tensor<.*if you are trying to pass a dimension or a shape as an argument to a defn function.*defn zeros\(opts \\\\ \[\]\)/s  # => true
