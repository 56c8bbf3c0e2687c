# What tracing makes of views of views: one slice, one squeeze, one broadcast, where they mean the same.
record = fn fun, args -> Nx.Defn.debug_expr(fun).(args) end
calls = fn t ->
  Stream.unfold(t, fn
    %{data: %{op: op}} when op in [:parameter, :constant, :tensor] -> nil
    %{data: %{op: op, args: [x | rest]}} -> {{op, rest}, x}
  end)
  |> Enum.to_list()
end

cube = Nx.iota({3, 4, 5}, names: [:x, :y, :z])

# --- t[i][j] ---

calls.(record.(fn t -> t[1][2][3] end, cube)) # => [squeeze: [[0, 1, 2]], slice: [[1, 2, 3], [1, 1, 1], [1, 1, 1]]]
calls.(record.(fn t -> t[1][1..2] end, cube)) # => [squeeze: [[0]], slice: [[1, 1, 0], [1, 2, 5], [1, 1, 1]]]
calls.(record.(fn t -> t[[z: 1..-2//1]][[y: 1..2]] end, cube)) # => [slice: [[0, 1, 1], [3, 2, 3], [1, 1, 1]]]
record.(fn t -> t[1][1..2] end, cube).names # => [:y, :z]
calls.(record.(fn t -> t[0..1][[0..1//2, 0..2//2]] end, cube)) |> length() # => 2
Nx.Defn.jit(fn t -> t[1][2][3] end).(cube) # => Nx.tensor(33)
Nx.Defn.jit(fn t -> t[[.., 1..3]][[.., 1..2]][[2, .., 4]] end).(cube) # => Nx.tensor([54, 59], names: [:y])

# --- starts that are not known are kept within the part that they index ---

picks = fn t, i, j -> Nx.slice(Nx.slice(t, [i], [3]), [j], [1]) end
row = Nx.iota({10})
Nx.Defn.jit(fn i, j -> picks.(row, i, j) end).(9, 1) # => Nx.tensor([8])
Nx.Defn.jit(fn i -> picks.(row, i, 1) end).(9) # => Nx.tensor([8])
Nx.Defn.jit(fn j -> picks.(row, 2, j) end).(9) # => Nx.tensor([4])
Nx.Defn.jit(fn t, i -> t[i][0][i] end).(cube, 2) # => Nx.tensor(42)
Nx.Defn.debug_expr(fn t, i -> t[i][0][i] end).(cube, 2) |> calls.() |> Enum.map(&elem(&1, 0)) # => [:squeeze, :slice]

# --- squeeze ---

ones = Nx.iota({1, 1, 1, 1, 1}, names: [:a, :b, :c, :d, :e])
one = record.(fn t -> t |> Nx.squeeze(axes: [0, 2]) |> Nx.squeeze(axes: [0, 2]) end, ones)
calls.(one) # => [squeeze: [[0, 1, 2, 4]]]
one.names # => [:d]
calls.(record.(fn t -> t |> Nx.squeeze(axes: [3, 1]) |> Nx.squeeze(axes: [2]) end, ones)) # => [squeeze: [[1, 3, 4]]]
calls.(record.(fn t -> t |> Nx.squeeze(axes: [2]) |> Nx.squeeze(axes: [3, 1]) end, ones)) # => [squeeze: [[1, 2, 4]]]

# --- broadcast: the axes of the one that is left are where the operand lies ---

three = Nx.tensor([1, 2, 3])
calls.(record.(fn t -> t |> Nx.broadcast({5, 3}) |> Nx.broadcast({7, 5, 3}) end, three)) # => [broadcast: [{7, 5, 3}, [2]]]
calls.(record.(fn t -> t |> Nx.broadcast({3, 5}, axes: [0]) |> Nx.broadcast({3, 5, 7}, axes: [0, 1]) end, three)) # => [broadcast: [{3, 5, 7}, [0]]]
calls.(record.(fn t -> t |> Nx.broadcast({5, 3}) |> Nx.broadcast({7, 5, 3, 9}, axes: [1, 2]) end, three)) # => [broadcast: [{7, 5, 3, 9}, [1, 2]], broadcast: [{5, 3}, [1]]]
Nx.Defn.jit(fn t -> t |> Nx.broadcast({2, 3}) |> Nx.broadcast({2, 2, 3}) end).(three) |> Nx.to_flat_list() # => [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]

# --- nothing is merged past what a gradient is taken of ---

Nx.Defn.grad(cube, fn t -> t[1][2][3] end) |> Nx.sum() # => Nx.tensor(1.0)
Nx.Defn.jit(fn t -> Nx.Defn.grad(t[1], fn u -> Nx.sum(u[2]) end) end).(cube) |> Nx.sum() # => Nx.tensor(5.0)
Nx.Defn.jit(fn t -> Nx.Defn.grad(Nx.broadcast(t, {2, 3}), fn u -> Nx.sum(Nx.broadcast(u, {4, 2, 3})) end) end).(three) |> Nx.sum() # => Nx.tensor(24.0)
Nx.Defn.jit(fn t -> Nx.Defn.grad(Nx.squeeze(t, axes: [0]), fn u -> Nx.sum(Nx.squeeze(u, axes: [0])) end).shape |> Tuple.to_list() |> Nx.tensor() end).(ones) # => Nx.tensor([1, 1, 1, 1])

# --- a number that is what makes the type is not dropped ---

Nx.Defn.jit(fn a, b -> Nx.add(a, Nx.subtract(0.0, b)) end).(1, 2) # => Nx.tensor(-1.0)
Nx.Defn.jit(fn a, b -> Nx.add(a, Nx.subtract(0, b)) end).(1, 2) # => Nx.tensor(-1)

# --- axes of a reduction are shown as they were given ---

calls.(record.(fn t -> Nx.sum(t, axes: [-1, 0]) end, cube)) # => [sum: [[axes: [2, 0], keep_axes: false]]]
calls.(record.(fn t -> Nx.sum(t) end, cube)) # => [sum: [[axes: nil, keep_axes: false]]]
calls.(record.(fn t -> Nx.reduce(t, 0, &Nx.add/2) end, cube)) |> hd() |> elem(1) |> Enum.at(1) # => [axes: nil, keep_axes: false]
