# A compiled definition that captured 0.0 is not that of -0.0.
f = fn a -> Nx.Defn.jit(fn x -> Nx.atan2(x, a) end).(0.0) |> Nx.to_number() end
[f.(0.0), f.(-0.0), f.(0.0)]    # => [0.0, 3.1415927410125732, 0.0]
