# Between a tensor and a number select has the type of both, as between two tensors.
type = fn on_true, on_false -> Nx.type(Nx.select(Nx.tensor([1, 0]), on_true, on_false)) end
small = Nx.tensor([1, 2], type: :s8)
half = Nx.tensor([0.5, 1.5], type: :bf16)

type.(small, -1) # => {:s, 32}
type.(0, Nx.u8([1, 2])) # => {:s, 32}
type.(Nx.u64([1, 2]), 0) # => {:s, 64}
type.(half, 0) # => {:bf, 16}
type.(half, 0.25) # => {:f, 32}
type.(:infinity, half) # => {:f, 32}
type.(Nx.f64([1, 2]), 0.25) # => {:f, 64}
type.(small, Complex.new(1, 2)) # => {:c, 64}
Nx.type(Nx.select(1, small, 0)) # => {:s, 32}
Nx.to_list(Nx.select(Nx.tensor([1, 0]), small, 300)) # => [1, 300]
Nx.type(Nx.Defn.jit_apply(fn t -> Nx.select(t, t, 300) end, [small])) # => {:s, 32}
