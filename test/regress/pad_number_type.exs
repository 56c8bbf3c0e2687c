# A number that is padded with takes the tensor's type where that can hold it, as in arithmetic.
type = fn tensor, value -> Nx.type(Nx.pad(tensor, value, [{1, 1, 0}])) end

type.(Nx.u8([1, 2]), 0) # => {:u, 8}
type.(Nx.s8([1, 2]), -1) # => {:s, 8}
type.(Nx.u8([1, 2]), 0.5) # => {:f, 32}
type.(Nx.bf16([1, 2]), 0.5) # => {:bf, 16}
type.(Nx.f64([1, 2]), 1) # => {:f, 64}
type.(Nx.u8([1, 2]), Nx.tensor(0)) # => {:s, 32}
type.(Nx.u8([1, 2]), Complex.new(0, 1)) # => {:c, 64}
type.(Nx.iota({3, 2}, type: :u8) |> Nx.vectorize(:x), 0) # => {:u, 8}
Nx.type(Nx.pad(Nx.u8(1), 0, [])) # => {:u, 8}
Nx.to_list(Nx.pad(Nx.u8([1, 2]), 7, [{1, 1, 0}])) # => [7, 1, 2, 7]
Nx.Defn.jit_apply(fn t -> Nx.pad(t, 3, [{0, 1, 0}]) end, [Nx.u8([1])]) |> Nx.type() # => {:u, 8}
