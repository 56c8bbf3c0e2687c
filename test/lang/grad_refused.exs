# What has no derivative says so; what is flat in between has zeros.
x = Nx.tensor([1.5, -0.5])
grad = fn fun -> fn -> Nx.Defn.grad(x, fun) end end
first = fn fun -> try do grad.(fun).() rescue e in ArgumentError -> hd(String.split(e.message, "\n")) end end

first.(fn x -> Nx.sum(Nx.bitcast(x, :s32)) end) # => "cannot compute gradient for Nx.bitcast/2."
first.(fn x -> Nx.sum(Nx.quotient(Nx.as_type(x, :s32), 2)) end) # => "cannot compute gradient for Nx.quotient/2."
first.(fn x -> Nx.window_product(x, {2}) |> Nx.sum() end) # => "cannot compute gradient for Nx.window_product/3."
first.(fn x -> Nx.reduce(x, 0.0, fn a, b -> Nx.add(a, b) end) end) # => "cannot compute gradient for Nx.reduce/4."
first.(fn x -> Nx.window_reduce(x, 0.0, {2}, fn a, b -> Nx.add(a, b) end) |> Nx.sum() end) # => "cannot compute gradient for Nx.window_reduce/5."

# A function that ends in something flat.
first.(fn x -> Nx.all(x) end) # => "gradient not yet implemented for Nx.all/2."
first.(fn x -> Nx.argmax(x) end) # => "gradient not yet implemented for Nx.argmax/2."
first.(fn x -> Nx.floor(x[0]) end) # => "gradient not yet implemented for Nx.floor/1."
first.(fn x -> Nx.greater(x[0], 1) end) # => "gradient not yet implemented for Nx.greater/2."
Nx.to_list(Nx.Defn.grad(x, fn _ -> Nx.all(Nx.tensor([1, 0])) end)) # => [0.0, 0.0]
Nx.to_list(Nx.Defn.grad(x, fn x -> Nx.Defn.Kernel.stop_grad(x[0]) end)) # => [0.0, 0.0]

# Flat on the way, and bits that only decide.
Nx.to_list(Nx.Defn.grad(x, fn x -> Nx.sum(Nx.multiply(x, Nx.floor(x))) end)) # => [1.0, -1.0]
Nx.to_list(Nx.Defn.grad(x, fn x -> Nx.sum(Nx.select(Nx.less(Nx.bitcast(x, :s32), 0), Nx.negate(x), x)) end)) # => [1.0, -1.0]

# The slope of sigmoid neither overflows nor cancels.
Nx.to_list(Nx.Defn.grad(Nx.tensor([-800.0, -89.0, -1.0, 20.0]), fn x -> Nx.sum(Nx.sigmoid(x)) end)) # => [0.0, 2.2273639090442967e-39, 0.1966119408607483, 2.06115369216775e-9]
Nx.to_list(Nx.Defn.grad(Nx.tensor([-20.0, 12.0], type: :f16), fn x -> Nx.sum(Nx.sigmoid(x)) end)) # => [0.0, 6.139278411865234e-6]
