# A slice put at the largest place there is lies at the end.
put = fn place, from -> Nx.to_list(Nx.slice(Nx.put_slice(Nx.iota({8}), [place], Nx.tensor([100, 101])), [from], [2])) end
at = fn place, from -> Nx.Defn.jit(fn -> Nx.slice(Nx.put_slice(Nx.iota({8}), [place], Nx.tensor([100, 101])), [from], [2]) end).() |> Nx.to_list() end

put.(Nx.s64(9223372036854775807), 6) # => [100, 101]
at.(Nx.s64(9223372036854775807), 6) # => [100, 101]
at.(Nx.u64(18446744073709551615), 6) # => [100, 101]
at.(Nx.s64(-9223372036854775808), 0) # => [100, 101]
