# Nx.LinAlg: norms, powers, the adjoint, decompositions and systems.
m = Nx.tensor([[3, 0], [0, 4]])
Nx.to_number(Nx.LinAlg.norm(m))                          # => 5.0
Nx.to_number(Nx.LinAlg.norm(m, ord: :inf))               # => 4.0
Nx.to_number(Nx.LinAlg.norm(Nx.tensor([0, 0])))          # => 0.0
Nx.to_list(Nx.LinAlg.norm(m, axes: [0]))                 # => [3.0, 4.0]
Nx.LinAlg.norm(m, ord: 3)                                # error: (ArgumentError) invalid :ord for 2-D tensor, got: 3
Nx.to_list(Nx.LinAlg.matrix_power(Nx.tensor([[1, 1], [1, 0]]), 7)) # => [[21, 13], [13, 8]]
Nx.to_list(Nx.LinAlg.adjoint(Nx.tensor([[Complex.new(1, 2)]]))) # => [[%Complex{re: 1.0, im: -2.0}]]
near = fn a, b -> Nx.to_number(Nx.all_close(a, b, atol: 1.0e-4)) end
t = Nx.tensor([[[4, 1], [2, 3]], [[0, 2], [5, 1]]])
{p, l, u} = Nx.LinAlg.lu(t)
times = fn a, b -> Nx.dot(a, [2], [0], b, [1], [0]) end
near.(times.(p, times.(l, u)), t)                        # => 1
Nx.type(p)                                               # => {:s, 32}
near.(times.(t, Nx.LinAlg.invert(t)), Nx.eye({2, 2, 2})) # => 1
Nx.to_list(Nx.LinAlg.determinant(t))                     # => [10.0, -10.0]
Nx.to_number(Nx.LinAlg.determinant(Nx.reverse(Nx.eye(4, type: :u8), axes: [0]))) # => 1.0
near.(Nx.LinAlg.pinv(t), Nx.LinAlg.invert(t))            # => 1
near.(times.(t, Nx.LinAlg.solve(t, t)), t)               # => 1
{w, v} = Nx.LinAlg.eigh(Nx.tensor([[2, Complex.new(0, 1)], [Complex.new(0, -1), 2]]))
Nx.type(w)                                               # => {:f, 32}
near.(w, Nx.tensor([1.0, 3.0]))                          # => 1
near.(Nx.dot(v, Nx.multiply(Nx.new_axis(w, 1), Nx.LinAlg.adjoint(v))), Nx.tensor([[2, Complex.new(0, 1)], [Complex.new(0, -1), 2]])) # => 1
near.(Nx.LinAlg.norm(m, ord: 2), 4.0)                    # => 1
near.(Nx.LinAlg.norm(m, ord: -2), 3.0)                   # => 1
near.(Nx.LinAlg.norm(m, ord: :nuclear), 7.0)             # => 1
near.(Nx.Defn.grad(Nx.as_type(m, :f32), &Nx.LinAlg.norm(&1, ord: 2)), Nx.tensor([[0, 0], [0, 1]])) # => 1
near.(Nx.Defn.jit(fn x -> elem(Nx.LinAlg.qr(x), 1) end).(Nx.tensor([[3, 1], [4, 7]])), Nx.tensor([[5.0, 6.2], [0.0, -3.4]])) # => 1
Nx.LinAlg.solve(Nx.tensor([[1, 1], [1, 1]]), Nx.tensor([1, 2])) # error: (ArgumentError) can't solve for singular matrix
Nx.LinAlg.svd(Nx.tensor([[1.0]]), tol: 1)                # error: (ArgumentError) unknown key :tol in [tol: 1], expected one of [:max_iter, :full_matrices?]
