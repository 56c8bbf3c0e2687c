# A backend that keeps the elements as binaries, as Nx.BinaryBackend does, and has few callbacks.
defmodule Kept do
  defstruct [:state]
  def init(opts), do: opts
  def from_binary(out, binary, _opts), do: %{out | data: %Kept{state: binary}}
  def to_binary(tensor, _limit), do: tensor.data.state
  def backend_transfer(tensor, Nx.Tensor, opts), do: backend_transfer(tensor, Nx.BinaryBackend, opts)
  def backend_transfer(tensor, module, _opts), do: %{tensor | data: struct(module, state: tensor.data.state)}

  def iota(out, axis, opts) do
    send(self(), {:iota, axis, out.shape, opts})
    Nx.BinaryBackend.iota(out, axis, opts) |> Nx.backend_transfer(Kept)
  end

  def constant(out, number, _opts) do
    send(self(), {:constant, number, out.type, out.names})
    Nx.BinaryBackend.constant(out, number, []) |> Nx.backend_transfer(Kept)
  end

  def eye(_out, _opts), do: raise("no eye")
  def block(%Nx.Block.LinAlg.Determinant{}, out, [_], _fun), do: Nx.tensor(42.0, type: out.type)
  def block(struct, _out, inputs, fun), do: apply(fun, [struct | Enum.map(inputs, &Nx.backend_transfer/1)])
end

# Elements as a binary make a tensor.
t = %{Nx.template({2}, {:s, 16}, names: [:x]) | data: %Nx.BinaryBackend{state: <<7::16-native, -2::16-native>>}}
{Nx.to_list(t), t.names, Nx.to_list(Nx.add(t, 1))} # => {[7, -2], [:x], [8, -1]}
held = Nx.tensor([3, 4], backend: Kept)
{held.data.__struct__, Nx.backend_transfer(held) == Nx.tensor([3, 4])} # => {Kept, true}
%{Nx.vectorize(held, :v) | data: struct(Nx.BinaryBackend, state: held.data.state)} == Nx.vectorize(Nx.tensor([3, 4]), :v) # => true
put_in(held.data, %Nx.BinaryBackend{state: held.data.state}) == Nx.tensor([3, 4]) # => true
%{t | data: %Nx.BinaryBackend{state: <<1>>}} # error: (ArgumentError) 1 bytes do not make a tensor of type s16[2]

# New tensors are made by its callbacks.
Nx.iota({2, 3}, axis: 0, backend: {Kept, a: 1}) |> Nx.backend_transfer() |> Nx.to_list() # => [[0, 0, 0], [1, 1, 1]]
receive do x -> x end # => {:iota, 0, {2, 3}, [a: 1]}
Nx.with_default_backend(Kept, fn -> Nx.eye(2) end) # error: (RuntimeError) no eye
Nx.with_default_backend(Kept, fn -> Nx.tensor(2.5) end) |> Nx.to_number() # => 2.5
receive do x -> x end # => {:constant, 2.5, {:f, 32}, []}

# A determinant is a block: taken, or done by its body.
Nx.LinAlg.determinant(Nx.tensor([[1.0, 2.0], [3.0, 4.0]], backend: Kept)) |> Nx.to_number() # => 42.0
a = Nx.tensor([[2, 0], [0, 4]], backend: Kept)
Nx.LinAlg.solve(a, Nx.tensor([2, 4], backend: Kept)) |> Nx.to_list() # => [1.0, 1.0]
ExUnit.CaptureIO.capture_io(fn -> Nx.Defn.jit(fn m -> m |> Nx.LinAlg.determinant() |> Nx.Defn.Kernel.print_expr() end).(Nx.eye(3)) end) =~ "b = block %Nx.Block.LinAlg.Determinant{}, a   f32\n" # => true

# Definitions ask for the elements, or where there is no callback for that for the tensor.
defmodule Closed do
  defstruct [:state]
  defdelegate init(opts), to: Kept
  def from_binary(out, binary, _opts), do: %{out | data: %Closed{state: binary}}
  def backend_transfer(tensor, Nx.BinaryBackend, opts), do: Kept.backend_transfer(tensor, Nx.BinaryBackend, opts)
end

Nx.Defn.jit(&Nx.multiply/2).(Nx.tensor([5, 6], backend: Closed), 2) # => Nx.tensor([10, 12])

# What the behaviour asks for.
for callback <- [dot: 7, add: 3, eye: 2, block: 4, window_reduce: 6, to_pointer: 2], do: callback in Nx.Backend.behaviour_info(:callbacks) # => [true, true, true, true, true, true]
