# Functions that only the library itself calls came with `import Nx.Defn`, in the way of a program's own.
defmodule Own do
  import Nx.Defn
  defn twice(x), do: x * 2
  def trace(fun, args), do: {fun, args}
  def call, do: trace(:a, [1])
  def traced(x, y), do: parameters(x) + y
  def parameters(x), do: x
end

Own.call() # => {:a, [1]}
Own.traced(1, 2) # => 3
for {name, _} <- Nx.Defn.__info__(:functions), not String.starts_with?("#{name}", "_"), uniq: true, do: name # => [:compile, :debug_expr, :debug_expr_apply, :default_options, :global_default_options, :grad, :jit, :jit_apply, :shard_jit, :shard_jit_apply, :to_backend, :value_and_grad]
