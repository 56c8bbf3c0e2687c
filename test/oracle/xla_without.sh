# Where a plugin's programs cannot call back, as those of GPUs: decompositions are loops that XLA compiles; at
# everything else that XLA has no form for the program is cut, and does what it does where it can call back; inside of
# loops, and on meshes, that is refused at its line.
. test/oracle/xla_prelude
. test/oracle/xla_quick

export CNX_CACHE=off CNX_XLA_HOST_DEVICES=2
cat > "$tmp/p.exs" << 'END'
defmodule Loop do
  import Nx.Defn

  # what is in a loop is a loop, too
  defn eigh(x) do
    {x, _} = while {x, i = 0}, i < 2, do: {elem(Nx.LinAlg.eigh(x), 1) * (i + 2), i + 1}
    {x}
  end

  defn svd(x) do
    {x, _} =
      while {x, i = 0}, i < 3 do
        {u, s, v} = Nx.LinAlg.svd(x)
        {Nx.dot(u * s, v) + u, i + 1}
      end

    {x}
  end

  defn slope(x), do: {grad(x, fn x -> Nx.sum(elem(Nx.LinAlg.eigh(x), 0) ** 3) + Nx.sum(elem(Nx.LinAlg.svd(x), 1)) end)}
end

x = Nx.tensor([[4.0, 1.0, 2.0], [1.0, -3.0, 0.5], [2.0, 0.5, 5.0]], type: :f64)
b = Nx.tensor([1.0, 2.0, 3.0], type: :f64)
close = fn a, b -> Nx.to_number(Nx.all_close(a, b, atol: 1.0e-9)) end

for f <- [&Nx.LinAlg.lu/1, &Nx.LinAlg.qr/1, &Nx.LinAlg.qr(&1, mode: :complete), &{Nx.LinAlg.solve(&1, b)}, &{Nx.LinAlg.determinant(&1)},
          &{Nx.LinAlg.invert(&1)}, &Nx.LinAlg.eigh/1, &Nx.LinAlg.svd/1, &Nx.LinAlg.svd(Nx.stack([&1[0..1], &1[1..2]]), full_matrices?: false),
          &Loop.eigh/1, &Loop.svd/1, &Loop.slope/1, &{Nx.LinAlg.pinv(&1), Nx.LinAlg.norm(&1, ord: 2), Nx.LinAlg.matrix_rank(&1)}] do
  want = Nx.Defn.jit(f, compiler: Nx.Defn.Evaluator).(x)
  got = Nx.Defn.jit(f, compiler: EXLA).(x)
  IO.inspect(for {a, b} <- Enum.zip(Tuple.to_list(got), Tuple.to_list(want)), do: close.(a, b))
end

IO.inspect(Nx.to_list(Nx.Defn.jit(&Nx.add(&1, 1), compiler: EXLA).(b)))
END

# what is between the lines goes from part to part; what is printed keeps its order
cat > "$tmp/cut.exs" << 'END'
defmodule Cut do
  import Nx.Defn

  deftransform show(x, label) do
    Nx.io_call(x, fn t -> IO.puts("#{label} #{inspect(Nx.to_flat_list(t))}") end)
  end

  # two calls at once, one that takes what another gave, one more that takes neither
  defn chain(x) do
    a = show(x + 1, "a")
    b = show(a * 2, "b")
    c = show(x - 1, "c")
    {b + c, show(Nx.sum(x), "sum")}
  end

  # a value of the program's, with other types
  defn answer(x) do
    {s, n} = Nx.runtime_call({Nx.template({}, :f32), Nx.template({2}, :u4)}, {x, 3}, &Cut.host/2)
    Nx.exp(x - x) * s + Nx.sum(n)
  end

  def host({x, n}, _), do: {Nx.add(Nx.sum(x), n), Nx.tensor([7, 8], type: :u4)}

  # conditions: in one branch, in a branch of a branch, of several predicates
  defn branch(x, p) do
    y = Nx.exp(x * 0)

    z =
      cond do
        p > 2 -> if p > 3, do: show(x * 2 + y, "deep"), else: x * 100
        p > 1 -> show(x, "middle")
        true -> x + y
      end

    z + show(y, "after")
  end

  # nothing is called where nothing uses it, or in a branch that is not taken
  defn unused(x) do
    _ = show(x, "never")
    if Nx.sum(x) > 1.0e9, do: show(x, "nor this"), else: x
  end

  defn loss(w, x), do: show(Nx.sum((Nx.dot(x, w) - 1) ** 2), "loss")
  defn gradient(w, x), do: value_and_grad(w, &loss(&1, x))
  defn constants(x), do: {show(Nx.tensor([1, 2, 3]), "k"), x, Nx.iota({2}), 5}
  defn fold(x, y), do: Nx.reduce(x, 0.0, fn a, b -> a + b * y end) + Nx.sum(x)

  defn called_fold(x) do
    Nx.reduce(x, 0.0, fn a, b -> a + Nx.runtime_call(Nx.template({}, :f32), b, &Cut.twice/2) end)
  end

  def twice(x, _), do: Nx.multiply(x, 2)
  defn large(x), do: Nx.round(Nx.sum(Nx.runtime_call(x, Nx.exp(x), &Cut.same/2) + x) / 10)
  def same(x, _), do: x

  defn outside(x) do
    y = show(x, "before")
    {y, _} = while {y, i = 0}, i < 3, do: {y * 2, i + 1}
    show(y, "behind")
  end

  defn step(w, x), do: {w - show(Nx.sum(x), "step") * 0.5, Nx.sum(w)}
end

x = Nx.tensor([1.0, 2.0, 3.0])
m = Nx.tensor([[4.0, 1.0, 2.0], [1.0, -3.0, 0.5], [2.0, 0.5, 5.0]])

list = fn
  t, list when is_tuple(t) -> Enum.map(Tuple.to_list(t), &list.(&1, list))
  t, _ -> Nx.to_flat_list(t)
end

run = fn f, args -> IO.inspect(list.(apply(Nx.Defn.jit(f, compiler: EXLA), args), list)) end
run.(&Cut.chain/1, [x])
run.(&Cut.answer/1, [x])
for p <- [1, 2, 3, 4], do: run.(&Cut.branch/2, [x, p])
run.(&Cut.unused/1, [x])
run.(&Cut.gradient/2, [x, m])
run.(&Cut.constants/1, [x])
run.(&Cut.fold/2, [x, 2])
run.(&Cut.called_fold/1, [x])
run.(&Cut.large/1, [Nx.broadcast(0.5, {10_000})])
run.(&Cut.outside/1, [x])

# a call's own memory, given away; and again and again, in two threads of calls
f = EXLA.jit(&Cut.step/2)
w = Enum.reduce(1..3, Nx.broadcast(1.0, {3000}), fn _, w -> elem(f.(Nx.donatable(w), x), 0) end)
IO.inspect({Nx.to_number(w[0]), Nx.to_number(w[2999])})

# names whose functions the caller gives
named = EXLA.jit(fn x -> Nx.multiply(Nx.io_call(x, :seen), 2) end, hooks: %{seen: &IO.inspect(Nx.to_flat_list(&1), label: "seen")})
IO.inspect(Nx.to_flat_list(named.(x)))

# what a callback raises
bad = fn -> EXLA.jit(fn x -> Nx.add(Nx.runtime_call(x, x, fn _, _ -> raise "no more" end), 1) end).(x) end
IO.puts(try do bad.() rescue e -> Exception.message(e) end)
IO.inspect(Nx.to_flat_list(EXLA.jit(&Nx.add(&1, 1)).(x)))
END
want='a [2.0, 3.0, 4.0]
b [4.0, 6.0, 8.0]
c [0.0, 1.0, 2.0]
sum [6.0]
[[4.0, 7.0, 10.0], [6.0]]
[24.0, 24.0, 24.0]
after [1.0, 1.0, 1.0]
[3.0, 4.0, 5.0]
middle [1.0, 2.0, 3.0]
after [1.0, 1.0, 1.0]
[2.0, 3.0, 4.0]
after [1.0, 1.0, 1.0]
[101.0, 201.0, 301.0]
deep [3.0, 5.0, 7.0]
after [1.0, 1.0, 1.0]
[4.0, 6.0, 8.0]
[1.0, 2.0, 3.0]
loss [430.25]
[[430.25], [147.0, 66.0, 209.5]]
k [1, 2, 3]
[[1, 2, 3], [1.0, 2.0, 3.0], [0, 1], [5]]
[17.0]
[11.0]
[2149.0]
before [1.0, 2.0, 3.0]
behind [8.0, 16.0, 24.0]
[8.0, 16.0, 24.0]
step [6.0]
step [6.0]
step [6.0]
{-8.0, -8.0}
seen: [1.0, 2.0, 3.0]
[2.0, 4.0, 6.0]
no more
[2.0, 3.0, 4.0]'

cat > "$tmp/loop.exs" << 'END'
defmodule Loop do
  import Nx.Defn

  defn turn(x) do
    {x, _} =
      while {x, i = 0}, i < 2 do
        {print_value(x), i + 1}
      end

    x
  end
end
Nx.Defn.jit(&Loop.turn/1, compiler: EXLA).(Nx.tensor([1.0]))
END
cat > "$tmp/mesh.exs" << 'END'
mesh = %Nx.Mesh{name: "m", shape: {2}}
f = fn x ->
  Nx.sum(Nx.runtime_call(x, x, fn x, _ -> x end))
end
x = Nx.tensor([1.0])
Nx.Defn.shard_jit(f, mesh, compiler: EXLA, input_shardings: [%{0 => [0]}]).([[x], [x]])
END

for plugin in $plugins; do
    use_plugin "$plugin"
    CNX_XLA_FFI=off run run "$tmp/p.exs"
    expect code 0
    expect no-err
    expect out '[1, 1, 1]
[1, 1]
[1, 1]
[1]
[1]
[1]
[1, 1]
[1, 1, 1]
[1, 1, 1]
[1]
[1]
[1]
[1, 1, 1]
[2.0, 3.0, 4.0]'
    for ffi in on off; do
        CNX_XLA_FFI=$ffi run run "$tmp/cut.exs"
        expect no-err
        expect out "$want"
        CNX_XLA_FFI=$ffi run run "$tmp/mesh.exs"
        expect code 1
        expect err-has 'mesh.exs:3'
        expect err-has 'a mesh'
        expect_caret
    done
    CNX_XLA_FFI=off CNX_XLA_APART=1 run run "$tmp/cut.exs"
    expect out "$want"
    CNX_XLA_FFI=off run run "$tmp/loop.exs"
    expect code 1
    expect err-has 'loop.exs:7'
    expect err-has 'XLA on cpu has no form for runtime_call, and cannot call back for it inside of a loop'
    expect_caret
done
