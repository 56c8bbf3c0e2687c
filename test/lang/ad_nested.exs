# Cnx.AD inside of grad, vectorize, jit and each other: what is taken by one of them is a value to the next.
f64 = fn x -> Nx.tensor(x, type: :f64) end
near = fn a, b -> Nx.to_number(Nx.all_close(a, b, rtol: 1.0e-9, atol: 1.0e-9)) == 1 end
x = f64.([0.3, -0.7, 1.1])
v = f64.([1.0, 0.5, -2.0])
wave = fn x -> Nx.multiply(Nx.sin(x), Nx.exp(x)) end
energy = fn x -> Nx.sum(Nx.multiply(wave.(x), Nx.cumulative_sum(x))) end
square = fn x, a -> Nx.subtract(Nx.multiply(x, x), a) end
root = fn a -> Cnx.AD.root(square, &Nx.sqrt/1, a, order: 3) end
settle = fn a -> Enum.reduce(1..80, a, fn _, x -> Nx.cos(Nx.multiply(a, x)) end) end
fixed = fn a -> Cnx.AD.fixed_point(fn x, a -> Nx.cos(Nx.multiply(a, x)) end, settle, a, order: 3) end
pull = fn fun, x, dy -> elem(Cnx.AD.vjp(fun, x), 1).(dy) end
push = fn fun, x, dx -> elem(Cnx.AD.jvp(fun, x, dx), 1) end
line = fn fun, x, dx -> elem(Cnx.AD.linearize(fun, x), 1).(dx) end

# Each helper as a function of x alone, beside what it must be.
helpers = [
  jvp: &push.(wave, &1, v),
  linearize: &line.(wave, &1, v),
  vjp: &pull.(wave, &1, v),
  jacobian: &Nx.dot(Cnx.AD.jacobian(wave, &1), v),
  hessian: &Nx.dot(Cnx.AD.hessian(energy, &1), v),
  hvp: &Cnx.AD.hvp(energy, &1, v),
  grad: &Nx.multiply(Cnx.AD.grad(&1, energy, memory: 10_000), v),
  value_and_grad: &Nx.multiply(elem(Cnx.AD.value_and_grad(&1, energy), 1), v),
  checkpoint: &Cnx.AD.checkpoint(wave, &1),
  root: &root.(Nx.exp(&1)),
  fixed_point: &fixed.(Nx.multiply(&1, 0.5))
]

# The slope along u by differences.
u = f64.([0.5, 1.0, 0.25])
moved = fn fun, h -> fun.(Nx.add(x, Nx.multiply(u, h))) end
by_differences = fn fun -> Nx.divide(Nx.subtract(moved.(fun, 1.0e-5), moved.(fun, -1.0e-5)), 2.0e-5) end
wrong = fn claim -> for {name, fun} <- helpers, not claim.(fun), do: name end

# jit
wrong.(fn fun -> near.(Nx.Defn.jit(fun).(x), fun.(x)) end) # => []
wrong.(fn fun -> near.(Nx.Defn.compile(fun, [x]).(x), fun.(x)) end) # => []

# grad, jvp, vjp and jacobian of each; two of them make a second derivative, three a third
close = fn a, b -> Nx.to_number(Nx.all_close(a, b, rtol: 1.0e-6, atol: 1.0e-6)) == 1 end
slope = fn fun -> Nx.Defn.grad(fn x -> Nx.sum(Nx.multiply(fun.(x), v)) end).(x) end
wrong.(fn fun -> close.(Nx.sum(Nx.multiply(slope.(fun), u)), Nx.sum(Nx.multiply(by_differences.(fun), v))) end) # => []
wrong.(fn fun -> close.(push.(fun, x, u), by_differences.(fun)) end) # => []
wrong.(fn fun -> near.(pull.(fun, x, v), slope.(fun)) end) # => []
wrong.(fn fun -> near.(Nx.dot(Cnx.AD.jacobian(fun, x), u), push.(fun, x, u)) end) # => []
wrong.(fn fun -> near.(Nx.dot(v, Cnx.AD.jacobian(fun, x)), slope.(fun)) end) # => []
wrong.(fn fun ->
  total = fn x -> Nx.sum(Nx.multiply(fun.(x), v)) end
  near.(Nx.dot(Cnx.AD.hessian(total, x), u), Cnx.AD.hvp(total, x, u))
end) # => []

# vectorize: every lane is the function of that lane
lanes = Nx.vectorize(Nx.stack([x, Nx.negate(x), Nx.multiply(x, 0.3)]), :lane)
apart = fn fun -> Nx.stack(for t <- [x, Nx.negate(x), Nx.multiply(x, 0.3)], do: fun.(t)) end
same = fn fun -> near.(Nx.devectorize(fun.(lanes), keep_names: false), apart.(fun)) end
wrong.(same) # => []
wrong.(fn fun -> same.(Nx.Defn.jit(fun)) end) # => []
wrong.(fn fun -> same.(Nx.Defn.grad(fn x -> Nx.sum(fun.(x)) end)) end) # => []

# inside of a loop and a branch
defmodule InLoop do
  import Nx.Defn
  defn newton(x) do
    while x, _ <- 1..20 do
      step = Cnx.AD.jacobian(&equations/1, x)
      x - Nx.LinAlg.solve(step, equations(x))
    end
  end

  defn equations(x), do: Nx.stack([x[0] * x[0] + x[1] - 3.0, x[0] - x[1] * x[1]])
  defn branch(x), do: if(Nx.sum(x) > 0, do: Cnx.AD.hvp(&Nx.product/1, x, x), else: x)
end

root = InLoop.newton(f64.([1.0, 1.0]))
near.(InLoop.equations(root), f64.([0.0, 0.0])) # => true
near.(InLoop.branch(f64.([2.0, 3.0])), f64.([3.0, 2.0])) # => true

# lanes that only the function brings
scales = Nx.vectorize(f64.([1.0, 10.0]), :lane)
Cnx.AD.jacobian(&Nx.multiply(scales, Nx.multiply(&1, &1)), f64.([1.0, 2.0])) |> Nx.to_list() # => [[[2.0, 0.0], [0.0, 4.0]], [[20.0, 0.0], [0.0, 40.0]]]
