# Programs as they are made for platforms on which XLA lacks something (src/compile/xla/lacks.c): a plugin for CPUs is
# taken for one of theirs. What is lacked is said by others, or done between programs; no program has any of it.
. test/oracle/xla_prelude
. test/oracle/xla_quick

export CNX_CACHE=off
cat > "$tmp/p.exs" << 'END'
defmodule T do
  import Nx.Defn

  defn loop(z) do
    {z, _} = while {z, i = 0}, i < 3, do: {z * z, i + 1}
    z
  end

  # real numbers outside, complex ones in the loop
  defn inside(x) do
    {x, _} = while {x, i = 0}, i < 3, do: {Nx.real(Nx.exp(Nx.complex(x, x))), i + 1}
    x
  end

  defn branch(z, p), do: if(p, do: Nx.real(Nx.exp(z)) + 1, else: Nx.imag(z))
end

x = Nx.tensor([1.0, 2.0, 3.0, 5.0], type: :f64)
z = Nx.complex(x, Nx.multiply(x, -0.5))
m = Nx.tensor([[4.0, 1.0, 2.0], [1.0, -3.0, 0.5], [2.0, 0.5, 5.0]])
mz = Nx.complex(m, Nx.multiply(m, 0.5))
image = fn type -> Nx.iota({1, 2, 4, 4}, type: type) end
kernel = fn type -> Nx.iota({3, 2, 2, 2}, type: type) end
positive = &Nx.add(Nx.multiply(Nx.eye(3), 9), &1)

cases =
  case System.get_env("CNX_XLA_AS") do
    "tpu" ->
      [{&Nx.exp/1, [z]}, {&Nx.abs(Nx.fft(&1)), [x]}, {&Nx.ifft/1, [z]}, {&Nx.sum/1, [z]}, {&Nx.dot/2, [z, z]}, {&T.loop/1, [Nx.divide(z, 4)]},
       {&T.inside/1, [x]}, {&T.branch/2, [z, 1]}, {&T.branch/2, [z, 0]}, {&elem(Nx.LinAlg.eigh(&1), 0), [mz]},
       {&elem(Nx.LinAlg.qr(&1), 1), [mz]}, {&Nx.LinAlg.solve(&1, &1), [mz]}, {&Nx.fft/1, [m]},
       {fn _, x -> Nx.add(x, 1) end, [z, x]}, {fn z, _ -> z end, [z, x]}]

    _ ->
      (for t <- [:s8, :s32, :c64, :f8], do: {&Nx.conv/2, [image.(t), kernel.(t)]}) ++
        [{&Nx.LinAlg.cholesky(positive.(&1)), [Nx.as_type(m, :bf16)]},
         {&Nx.LinAlg.triangular_solve(positive.(&1), &1), [Nx.as_type(m, :f16)]}, {&Nx.exp/1, [z]}]
  end

IO.inspect(
  for {f, args} <- cases do
    want = apply(Nx.Defn.jit(f, compiler: Nx.Defn.Evaluator), args)
    got = apply(Nx.Defn.jit(f, compiler: EXLA), args)
    small = elem(Nx.type(want), 1) < 32
    Nx.type(want) == Nx.type(got) and Nx.to_number(Nx.all_close(want, got, rtol: if(small, do: 0.02, else: 1.0e-5), atol: if(small, do: 0.02, else: 1.0e-8)))
  end
)
END
cat > "$tmp/loop.exs" << 'END'
defmodule T do
  import Nx.Defn

  defn turn(x) do
    {x, _} =
      while {x, i = 0}, i < 2 do
        {Nx.real(Nx.product(Nx.complex(x, x))), i + 1}
      end

    x
  end
end
EXLA.jit(&T.turn/1).(Nx.tensor(1.0, type: :f64))
END

for plugin in $plugins; do
    use_plugin "$plugin"
    CNX_XLA_AS=tpu run run "$tmp/p.exs"
    expect no-err
    expect out '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'
    CNX_XLA_AS=rocm run run "$tmp/p.exs"
    expect no-err
    expect out '[1, 1, 1, 1, 1, 1, 1]'
    CNX_XLA_AS=tpu run run "$tmp/loop.exs"
    expect code 1
    expect err-has 'XLA on tpu has no form for complex of c128'
    expect err-has 'loop.exs:7'
    expect_caret
done
