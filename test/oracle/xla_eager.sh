# Operations outside of definitions on XLA, where Nx.default_backend says so: one program a kind of call; with memory of
# XLA taken as the host's, and as memory that is not; what a program calls back may run programs itself.
. test/oracle/xla_prelude

cat > "$tmp/p.exs" << 'END'
f = fn x -> Nx.add(Nx.sin(x), 1.0) end
print = fn fun -> EXLA.jit(fn x -> Nx.Defn.Kernel.print_value(Nx.add(x, 1), fun) end) end
a = Nx.iota({3})
print.(fn x -> Nx.greater(EXLA.jit(f).(x), 1.5) end).(a)

Nx.default_backend({EXLA.Backend, client: :host, device_id: 0})
b = Nx.tensor([1, 2, 0])
made = fn fun ->
  before = Cnx.Program.builds()
  IO.inspect({fun.() |> Nx.to_list(), Cnx.Program.builds() - before})
end

made.(fn -> Nx.add(a, b) end)
made.(fn -> Nx.add(b, a) end)
made.(fn -> Nx.quotient(a, b) end)
made.(fn -> Nx.sort(Nx.reshape(Nx.tensor([3, 1, 2, 0]), {2, 2}), axis: 0) end)
made.(fn -> Nx.reduce(Nx.iota({3, 1}), 0, [axes: [0]], &Nx.add/2) end)
IO.inspect(Nx.to_number(Nx.round(Nx.LinAlg.determinant(Nx.tensor([[2.0, 1.0], [1.0, 3.0]])))))
IO.inspect(Nx.LinAlg.qr(Nx.tensor([[3.0, 0.0], [4.0, 5.0]])) |> elem(1) |> Nx.abs() |> Nx.round() |> Nx.to_list())
there = Nx.backend_transfer(a, {EXLA.Backend, client: :host, device_id: 1})
made.(fn -> Nx.multiply(there, there) end)
print.(fn x -> Nx.multiply(x, 100) end).(a)
IO.inspect(Nx.multiply(a, a).data.__struct__)
Nx.default_backend(Nx.BinaryBackend)
made.(fn -> Nx.add(a, b) end)

Nx.default_backend(EXLA.Backend)
IO.inspect(Nx.add(a, Nx.iota({4})))
END
want() { # MODULE OF A RESULT
    cat << END
#Nx.Tensor<
  u8[3]
  [1, 1, 0]
>
{[1, 3, 2], 1}
{[1, 3, 2], 0}
{[0, 0, -1], 1}
{[[2, 0], [3, 1]], 1}
{[3], 1}
5.0
[[5.0, 4.0], [0.0, 3.0]]
{[0, 1, 4], 1}
#Nx.Tensor<
  s32[3]
  [100, 200, 300]
>
$1
{[1, 3, 2], 0}
END
}

export CNX_XLA_HOST_DEVICES=2
for plugin in $plugins; do
    use_plugin "$plugin"
    for module in Nx.BinaryBackend EXLA.Backend; do
        if [ $module = EXLA.Backend ]; then export CNX_XLA_APART=1; else unset CNX_XLA_APART; fi
        run run "$tmp/p.exs"
        expect code 1
        expect err-has 'cannot broadcast tensor of dimensions {3} to {4}'
        expect err-has 'p.exs:'
        expect_caret
        expect out "$(want $module)"
    done
done
