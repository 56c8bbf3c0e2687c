# Nx: functions about form that no other file calls.
import Nx, only: [is_tensor: 1, sigil_MAT: 2, sigil_VEC: 2]
check = fn x when Nx.is_tensor(x) -> true; _ -> false end
Enum.map([1, 2.0, Nx.tensor(1), Complex.new(1, 2), :nan, "a", [1]], check) # => [true, true, true, true, false, false, false]
is_tensor(1) # => true
Nx.to_list(Nx.sigil_MAT("1 2\n3 4", ~c"s8")) # => [[1, 2], [3, 4]]
Nx.type(~MAT[1 2]f16) # => {:f, 16}
Nx.to_list(Nx.sigil_VEC("1 2.5", ~c"f32")) # => [1.0, 2.5]
Nx.to_list(~VEC[1 2 3]) # => [1, 2, 3]
Nx.global_default_backend(Nx.BinaryBackend) # => {Nx.BinaryBackend, []}
Nx.default_backend() # => {Nx.BinaryBackend, []}

# Nx.block/4: the struct's default body; inside of defn, too.
defmodule Twice do
  defstruct by: 2
end

defmodule Blocks do
  import Nx.Defn
  defn run(x), do: Nx.block(%Twice{by: 3}, [x], x, fn %Twice{by: by}, x -> x * by end)
end

Nx.to_list(Nx.block(%Twice{}, [Nx.tensor([1, 2])], Nx.template({2}, :s32), fn %{by: by}, x -> Nx.multiply(x, by) end)) # => [2, 4]
Nx.to_list(Blocks.run(Nx.tensor([1, 2]))) # => [3, 6]

# Nx.Batch: what a compiled function gets of one, and what does not fit.
Nx.to_list(Nx.Batch.to_container(Nx.Batch.pad(Nx.Batch.stack([Nx.tensor([1, 2])]), 1))) # => [[1, 2], [0, 0]]
Nx.Batch.to_container(Nx.Batch.new()) # error: (ArgumentError) cannot traverse/jit/compile Nx.Batch without entries
Nx.Batch.key(Nx.Batch.new(), :a).key # => :a

# The split variants draw with the key itself.
key = Nx.Random.key(7)
{mean, cov} = {Nx.tensor([0.0, 1.0]), Nx.tensor([[1.0, 0.5], [0.5, 2.0]])}
Nx.shape(Nx.Random.multivariate_normal_split(key, mean, cov, shape: {3})) # => {3, 2}
first = Nx.Random.split(key)[1]
{drawn, next} = Nx.Random.multivariate_normal(key, mean, cov)
Nx.to_list(drawn) == Nx.to_list(Nx.Random.multivariate_normal_split(first, mean, cov)) # => true
next == Nx.Random.split(key)[0] # => true
