# Lazy containers: what is made of their templates, and where they stand for their tensors.
defmodule Wrapped do
  @derive {Nx.Container, containers: [:a, :b]}
  defstruct [:a, :b]
end

defmodule Lazy do
  defstruct [:a, :b]

  defimpl Nx.LazyContainer do
    def traverse(%{a: a, b: b}, acc, fun) do
      {a, acc} = Nx.LazyContainer.traverse(a, acc, fun)
      {b, acc} = Nx.LazyContainer.traverse(b, acc, fun)
      {%Wrapped{a: a, b: b}, acc}
    end
  end
end

Nx.to_template(%Lazy{a: 1, b: {2, 3.0}})  # => %Wrapped{a: Nx.template({}, :s32), b: {Nx.template({}, :s32), Nx.template({}, :f32)}}
Nx.stack(%Lazy{a: Nx.tensor(1), b: {Nx.tensor(2), Nx.tensor(3)}})                    # => Nx.tensor([1, 2, 3])
Nx.concatenate([%Lazy{a: Nx.tensor([1]), b: Nx.tensor([2])}, Nx.tensor([4])])        # => Nx.tensor([1, 2, 4])
Nx.stack([[1, 2], 3])  # error: (Protocol.UndefinedError) protocol Nx.LazyContainer not implemented for [1, 2] of type List, lists are not valid tensors (and therefore not supported as defn inputs). However, you can convert them to tensors using Nx.tensor/1
Nx.compatible?(%Lazy{a: 1, b: 2}, %Lazy{a: 3, b: 4})       # => true
Nx.compatible?(%Lazy{a: 1, b: 2}, %Lazy{a: 3, b: 4.0})     # => false
ExUnit.CaptureIO.capture_io(:stderr, fn -> Nx.stack(%{a: 1, b: 2}) end) =~ "a map has been given to stack/concatenate"  # => true
Nx.backend_deallocate({Nx.tensor(1), 2})                   # => :ok
Nx.Defn.jit(&Nx.add/2).(1, Nx.template({2}, :s32))         # error: (RuntimeError) cannot perform operations on a Nx.TemplateBackend tensor
# A template of which only type and shape are asked will do.
shaped = Nx.Defn.jit(fn x, y -> Nx.add(Nx.iota(Nx.shape(x)), y) end)
for _ <- 1..2, do: Nx.to_flat_list(shaped.(Nx.template({2, 2}, :f32), 2))      # => [[2, 3, 4, 5], [2, 3, 4, 5]]
match?(%Nx.Tensor{data: %Nx.TemplateBackend{}}, Nx.template({2}, :s32))   # => true
match?(%Nx.Tensor{data: %Nx.TemplateBackend{}}, Nx.tensor([1, 2]))        # => false

# What a definition does not read is not loaded.
defmodule Halves do
  defstruct [:read, :left]

  defimpl Nx.LazyContainer do
    def traverse(%{read: x, left: shape}, acc, fun) do
      {read, acc} = fun.(Nx.to_template(x), fn -> send(self(), :loaded) && x end, acc)
      {left, acc} = fun.(Nx.template(shape, :f32), fn -> raise "nobody reads this" end, acc)
      {{read, left}, acc}
    end
  end
end

halves = %Halves{read: Nx.tensor([1, 2]), left: {3}}
Nx.Defn.jit(fn {x, y} -> Nx.multiply(x, Nx.size(y)) end).(halves)                # => Nx.tensor([3, 6])
receive do m -> m after 0 -> nil end                                             # => :loaded
Nx.Defn.jit(fn {x, _}, z -> Nx.add(x, z) end, compiler: Nx.Defn.Evaluator).(halves, 1)  # => Nx.tensor([2, 3])
Nx.Defn.jit(fn {_, y} -> Nx.sum(y) end).(halves)                                 # error: (RuntimeError) nobody reads this
sized = Nx.Defn.compile(fn {x, y} -> Nx.add(x, Nx.size(y)) end, [halves])
sized.(%{halves | read: Nx.tensor([5, 6])})                                      # => Nx.tensor([8, 9])
sized.(%{halves | left: {4}}) |> is_nil()                                        # error: (ArgumentError) argument at position 1 is not compatible with compiled function template.
