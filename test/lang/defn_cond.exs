# What the branches of cond and if give becomes one type, one shape and one set of vectorized axes.
defmodule Branches do
  import Nx.Defn
  defn number(x), do: if(x > 0, do: 1.4, else: x)
  defn atoms(x), do: if(x, do: :foo, else: :bar)
  defn mixed(x), do: if(x, do: {x, x}, else: {x})

  defn pick(a, b, c, d) do
    cond do
      a > 0 -> b + 1
      a < 0 -> c - 1
      true -> d * 2
    end
  end
end

Branches.number(Nx.f64(1))         # => Nx.f64(1.4)
Branches.number(Nx.tensor(1, type: :c128))  # error: (ArgumentError) Nx.greater/2 does not support complex inputs
Branches.atoms(1)                  # error: (CompileError) test/lang/defn_cond.exs:5: cond/if expects all branches to return compatible tensor types.
Branches.mixed(1)                  # error: (CompileError) test/lang/defn_cond.exs:6: cond/if expects all branches to return compatible tensor types.

a = Nx.iota({2}, vectorized_axes: [x: 2, y: 1])
c = Nx.tensor([[1, 2]]) |> Nx.vectorize(x: 1, y: 2)
Branches.pick(-1, a, 2, c) |> Nx.devectorize() |> Nx.to_list()  # => [[[1, 1], [1, 1]], [[1, 1], [1, 1]]]
Branches.pick(0, a, 2, c) |> Nx.devectorize() |> Nx.to_list()   # => [[[2, 2], [4, 4]], [[2, 2], [4, 4]]]
Branches.pick(1, a, 2, c) |> Nx.devectorize() |> Nx.to_list()   # => [[[1, 2], [1, 2]], [[1, 2], [1, 2]]]
Branches.pick(1, a, 2, c).vectorized_axes                       # => [x: 2, y: 2]

# Complex constants show in expressions with the digits of their type.
Nx.Defn.debug_expr(fn x -> Nx.multiply(x, Complex.new(1.4, -0.5)) end).(1) |> inspect()  # => "#Nx.Tensor<\n  c64\n  \n  Nx.Defn.Expr\n  parameter a:0              s32\n  b = multiply 1.4-0.5i, a   c64\n>"
Complex.to_string(Complex.new(1, :nan))          # => "1.0+NaNi"
Complex.to_string(Complex.new(:infinity, -2))    # => "Inf-2.0i"
