# A backend written in the language: it counts its calls and hands the work on to Nx.BinaryBackend.
defmodule Counted do
  @behaviour Nx.Backend
  defstruct [:inner]

  def calls() do
    calls = Enum.reverse(Process.get(:calls, []))
    Process.put(:calls, [])
    calls
  end

  defp note(name), do: Process.put(:calls, [name | Process.get(:calls, [])])
  def wrap(inner), do: %{Nx.template(inner.shape, inner.type, names: inner.names) | data: %Counted{inner: inner}}
  def unwrap(%Nx.Tensor{data: %Counted{inner: inner}}), do: inner
  def unwrap(list) when is_list(list), do: Enum.map(list, &unwrap/1)
  def unwrap(other), do: other

  def init(opts), do: opts
  def from_binary(out, binary, opts), do: wrap(Nx.BinaryBackend.from_binary(out, binary, opts))
  def to_binary(tensor, limit), do: Nx.BinaryBackend.to_binary(unwrap(tensor), limit)
  def backend_copy(tensor, module, opts), do: Nx.BinaryBackend.backend_copy(unwrap(tensor), module, opts)
  def backend_transfer(tensor, module, opts), do: backend_copy(tensor, module, opts)

  def backend_deallocate(_tensor) do
    note(:backend_deallocate)
    :ok
  end

  def inspect(tensor, opts), do: Inspect.Algebra.concat(["Counted", Inspect.Algebra.line(), Nx.BinaryBackend.inspect(unwrap(tensor), opts)])

  def block(struct, _out, inputs, fun) do
    note(struct.__struct__)
    apply(fun, [struct | inputs])
  end

  for {name, count} <- [add: 2, multiply: 2, less: 2, exp: 1, negate: 1, sum: 2, reshape: 1, squeeze: 2, slice: 4, dot: 6, broadcast: 3, concatenate: 2, as_type: 1, equal: 2, transpose: 2, stack: 2, gather: 3] do
    args = Macro.generate_arguments(count, __MODULE__)

    def unquote(name)(out, unquote_splicing(args)) do
      note(unquote(name))
      wrap(apply(Nx.BinaryBackend, unquote(name), [out | Enum.map(unquote(args), &unwrap/1)]))
    end
  end
end

t = Nx.tensor([[1, 2], [3, 4]], names: [:x, nil], backend: Counted)
t.data.__struct__ # => Counted
{t.shape, t.type, t.names} # => {{2, 2}, {:s, 32}, [:x, nil]}
inspect(t) # => "#Nx.Tensor<\n  s32[x: 2][2]\n  Counted\n  [\n    [1, 2],\n    [3, 4]\n  ]\n>"
Nx.to_list(t) # => [[1, 2], [3, 4]]
u = Nx.add(t, 1.5)
{u.data.__struct__, u.type, u.names, Nx.to_list(u)} # => {Counted, {:f, 32}, [:x, nil], [[2.5, 3.5], [4.5, 5.5]]}
Counted.calls() # => [:add]
Nx.to_list(Nx.sum(Nx.exp(Nx.multiply(t, 0)), axes: [:x])) # => [2.0, 2.0]
Counted.calls() # => [:multiply, :exp, :sum]
Nx.to_list(Nx.dot(t, Nx.tensor([[1, 0], [0, 1]]))) # => [[1, 2], [3, 4]]
Counted.calls() # => [:dot]
Nx.to_list(t[1]) # => [3, 4]
Counted.calls() # => [:slice, :squeeze]
Nx.to_number(Nx.negate(t)[0][1]) # => -2
_ = Counted.calls()
Nx.to_list(Nx.stack([t, t]) |> Nx.shape() |> Nx.iota()) |> hd() # => [[0, 1], [2, 3]]
Counted.calls() # => [:stack]
Nx.to_list(Nx.logical_not(Nx.tensor([0, 1], backend: Counted))) # => [1, 0]
Counted.calls() # => [Nx.Block.LogicalNot, :equal]
Nx.to_list(Nx.take(Nx.tensor([5, 6], backend: Counted), Nx.tensor([1, 1]))) # => [6, 6]
Counted.calls() |> hd() # => Nx.Block.Take
{q, _r} = Nx.LinAlg.qr(Nx.tensor([[1.0, 0.0], [0.0, 1.0]], backend: Counted))
Nx.shape(q) # => {2, 2}
Counted.calls() |> hd() # => Nx.Block.LinAlg.QR
Nx.sin(t) # error: (UndefinedFunctionError) function Counted.sin/2 is undefined or private
back = Nx.backend_transfer(u)
{back.data.__struct__, Nx.to_list(back)} # => {Nx.BinaryBackend, [[2.5, 3.5], [4.5, 5.5]]}
Nx.backend_transfer(back, Counted).data.__struct__ # => Counted
Nx.backend_deallocate(u) # => :ok
Counted.calls() # => [:backend_deallocate]
Nx.with_default_backend(Counted, fn -> Nx.tensor([1]).data.__struct__ end) # => Counted
Nx.with_default_backend(Counted, fn -> Nx.add(Nx.iota({2}), 1) |> Nx.to_list() end) # => [1, 2]
Counted.calls() # => [:add]
Nx.Defn.jit(&Nx.add/2).(t, 1) |> Nx.to_list() # => [[2, 3], [4, 5]]
try do Nx.Defn.jit(fn x -> Nx.add(x, t) end).(1) rescue e -> e |> Exception.message() |> String.slice(0, 60) end # => "cannot convert tensor allocated on Counted to an expression."
%{Nx.tensor([1, 2]) | type: {:f, 32}} |> inspect() # => "#Nx.Tensor<\n  f32[2]\n  Nx.TemplateBackend\n>"
v = Nx.vectorize(t, :x)
{v.data.__struct__, v.shape, v.names, v.vectorized_axes} # => {Counted, {2}, [nil], [x: 2]}
_ = Counted.calls()
w = Nx.add(v, Nx.tensor([10, 20]))
{w.data.__struct__, w.vectorized_axes, Nx.to_list(Nx.devectorize(w, keep_names: false))} # => {Counted, [x: 2], [[11, 22], [13, 24]]}
Counted.calls() # => [:add]
Nx.sum(v) |> Nx.devectorize() |> Nx.to_list() # => [3, 7]
Nx.devectorize(v).names # => [:x, nil]
across = Nx.multiply(v, Nx.vectorize(Nx.tensor([1, 10], backend: Counted), :y))
across.vectorized_axes # => [x: 2, y: 2]
Nx.devectorize(across) |> Nx.to_list() # => [[[1, 2], [10, 20]], [[3, 4], [30, 40]]]
inspect(v) # => "#Nx.Tensor<\n  vectorized[x: 2]\n  s32[2]\n  Counted\n  [\n    [1, 2],\n    [3, 4]\n  ]\n>"
home = Nx.backend_transfer(v)
{home.data.__struct__, home.vectorized_axes, home} # => {Nx.BinaryBackend, [x: 2], Nx.tensor([[1, 2], [3, 4]]) |> Nx.vectorize(:x)}
Nx.backend_transfer(home, Counted).vectorized_axes # => [x: 2]
Nx.add(v, Nx.vectorize(Nx.tensor([1, 2, 3], backend: Counted), :x)) # error: (ArgumentError) expected vectorized axis :x to have the same size in both tensors or to one of them to have size 1, got 3 and 2
Nx.Defn.jit(&Nx.add/2).(v, 1).vectorized_axes # => [x: 2]
