# Expressions that belong to no definition: made by Nx.Defn.Expr, used on like those of a trace.
alias Nx.Defn.Expr

x = Expr.parameter(nil, {:f, 32}, {2}, 3)
y = Expr.parameter(:root, {:s, 32}, {}, 1)

x.data.op # => :parameter
x.data.args # => [3]
{x.type, x.shape, x.names} # => {{:f, 32}, {2}, [nil]}
Expr.parameter(Nx.tensor([[1]], names: [:a, nil]), 0).names # => [:a, nil]
Expr.parameter(x, :root, 0) == x # => false

# --- operations on them are recorded ---

lines = fn t -> t |> inspect() |> String.split("\n") |> Enum.drop(4) |> Enum.drop(-1) |> Enum.map(&String.trim/1) end

lines.(Nx.sum(Nx.add(Nx.exp(x), y))) # => ["parameter a:3                            f32[2]", "parameter c:1                            s32", "b = exp a                                f32[2]", "d = add b, c                             f32[2]", "e = sum d, axes: nil, keep_axes: false   f32"]
lines.(Nx.add(x, 2)) # => ["parameter a:3   f32[2]", "b = add 2, a    f32[2]"]
lines.(Nx.reduce(x, 0.0, &Nx.add/2)) # => ["parameter a:3                                               f32[2]", "b = reduce a, 0.0, axes: nil, keep_axes: false, &Nx.add/2   f32"]
Nx.multiply(x, Nx.divide(1.0, y)).data.args == [x, y] # => true
Nx.pow(x, 1) == x # => true

# --- numbers and tensors ---

Expr.tensor(3).data.id # => {3, {:s, 32}, {}}
Expr.tensor(Nx.tensor([1, 2])).data.args # => [Nx.tensor([1, 2])]
Expr.tensor(1) == Expr.tensor(1) # => true
Expr.tensor(1) == Expr.tensor(1.0) # => false
Expr.tensor(1) == Expr.tensor(2) # => false
Expr.tensor(1) == Nx.tensor(1) # => false
Map.new(1..40, &{Expr.tensor(&1), &1})[Expr.tensor(7)] # => 7
Nx.add(Expr.tensor(1), Expr.tensor(2)) == Expr.tensor(3) # => true
Nx.broadcast(Expr.tensor(1.0), {1, 2}).data.op # => :constant
Expr.constant(Nx.tensor(0, type: :f64), 0.5, []).data.args # => [0.5]
inspect(Expr.tensor(7)) # => "#Nx.Tensor<\n  s32\n  \n  Nx.Defn.Expr\n  7\n>"

# --- with what definitions trace ---

traced = Nx.Defn.debug_expr(fn a -> Nx.exp(a) end).(1.0)
lines.(Nx.add(traced, Expr.tensor(5))) |> List.last() # => "c = add 5, b    f32"
Nx.Defn.jit(fn a -> Nx.add(a, Expr.tensor(1)) end).(2) # => Nx.tensor(3)
four = Expr.tensor(4)
Nx.Defn.jit(fn a -> Nx.multiply(a, four) end).(2) # => Nx.tensor(8)
Nx.add(traced, x) # error: (ArgumentError) a tensor of another definition's trace is used here; only its own parameters, its results and constants may be

# Thousands of them, none of which is kept.
Enum.each(1..2000, fn i -> Expr.tensor(i) end)
