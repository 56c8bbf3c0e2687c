# Where a plugin's programs cannot call back, as those of GPUs: lu, qr and solve are loops that XLA compiles, and
# what has no body is refused by its name and line.
. test/oracle/xla_prelude

export CNX_XLA_FFI=off CNX_CACHE=off
cat > "$tmp/p.exs" << 'END'
x = Nx.tensor([[4.0, 1.0, 2.0], [1.0, -3.0, 0.5], [2.0, 0.5, 5.0]], type: :f64)
b = Nx.tensor([1.0, 2.0, 3.0], type: :f64)
close = fn a, b -> Nx.to_number(Nx.all_close(a, b, atol: 1.0e-9)) end

for f <- [&Nx.LinAlg.lu/1, &Nx.LinAlg.qr/1, &Nx.LinAlg.qr(&1, mode: :complete), &{Nx.LinAlg.solve(&1, b)}, &{Nx.LinAlg.determinant(&1)},
          &{Nx.LinAlg.invert(&1)}] do
  want = Nx.Defn.jit(f, compiler: Nx.Defn.Evaluator).(x)
  got = Nx.Defn.jit(f, compiler: EXLA).(x)
  IO.inspect(for {a, b} <- Enum.zip(Tuple.to_list(got), Tuple.to_list(want)), do: close.(a, b))
end

defmodule P do
  import Nx.Defn

  defn loop(x) do
    {x, _} = while {x, i = 0}, i < 2, do: {elem(Nx.LinAlg.eigh(x), 1), i + 1}
    x
  end
end

for f <- [&Nx.LinAlg.svd/1, &P.loop/1, fn x -> Nx.runtime_call(x, x, fn x, _ -> x end) end] do
  IO.puts(try do Nx.Defn.jit(f, compiler: EXLA).(x) rescue e -> Exception.message(e) end)
end

IO.inspect(Nx.to_list(Nx.Defn.jit(&Nx.add(&1, 1), compiler: EXLA).(b)))
END
cat > "$tmp/where.exs" << 'END'
Nx.Defn.jit(fn x -> Nx.LinAlg.svd(x) end, compiler: EXLA).(Nx.eye(2))
END

for plugin in $plugins; do
    use_plugin "$plugin"
    run run "$tmp/p.exs"
    expect code 0
    expect no-err
    expect out '[1, 1, 1]
[1, 1]
[1, 1]
[1]
[1]
[1]
XLA on cpu has no form for svd, and cannot call back for it
XLA on cpu has no form for eigh, and cannot call back for it
XLA on cpu has no form for runtime_call, and cannot call back for it
[2.0, 3.0, 4.0]'
    run run "$tmp/where.exs"
    expect code 1
    expect err-has 'where.exs:1'
    expect_caret
done
