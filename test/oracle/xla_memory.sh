# Tensors on devices, and arguments that a call uses up; with memory of XLA taken as the host's, and as
# memory that is not.
. test/oracle/xla_prelude

cat > "$tmp/p.exs" << 'END'
t = Nx.tensor([[1.0, 2.0], [3.0, 4.0]], names: [:a, :b])
d = Nx.backend_transfer(t, {EXLA.Backend, client: :host, device_id: 1})
%EXLA.Backend{buffer: buffer} = d.data
IO.inspect({buffer.client_name, buffer.device_id, d.names})
IO.inspect(d)
IO.inspect(Nx.add(d, 1))

# new ones go where their option says; the backend of the process leaves them where every compiler takes them
made = Nx.iota({2}, backend: {EXLA.Backend, client: :host, device_id: 1})
before = Nx.default_backend(EXLA.Backend)
IO.inspect({made.data.buffer.device_id, Nx.default_backend(), Nx.tensor([1, 2]).data.__struct__, Nx.to_list(Nx.add(made, 1))})
Nx.default_backend(before)

# results stay where they were made, and go in as they are
big = Nx.backend_transfer(Nx.iota({2000}, type: :f32), {EXLA.Backend, client: :host, device_id: 1})
f = EXLA.jit(&Nx.multiply(&1, 2), client: :host, device_id: 1)
r = f.(f.(big))
IO.inspect({r.data.buffer.device_id, Nx.to_number(Nx.sum(r)), byte_size(EXLA.DeviceBuffer.read(r.data.buffer))})
moved = EXLA.DeviceBuffer.copy_to_device(r.data.buffer, :host, 0)
IO.inspect({moved.device_id, EXLA.DeviceBuffer.read(moved) == Nx.to_binary(r)})
# a view has another shape than the buffer behind it
IO.inspect(Nx.to_number(Nx.sum(EXLA.jit(&Nx.add(&1, 1), client: :host, device_id: 1).(Nx.reshape(r, {40, 50})))))
# another device
IO.inspect(Nx.to_number(Nx.sum(EXLA.jit(&Nx.add(&1, 1)).(r))))

back = Nx.backend_transfer(d, Nx.BinaryBackend)
IO.inspect({back.data.__struct__, Nx.to_list(back)})
# a transfer leaves nothing behind, a copy does
IO.inspect({Nx.backend_deallocate(d), EXLA.DeviceBuffer.deleted?(buffer)})
copied = Nx.backend_transfer(t, {EXLA.Backend, client: :host, device_id: 1})
IO.inspect(Nx.to_list(Nx.backend_copy(copied)))
IO.inspect({Nx.backend_deallocate(copied), Nx.backend_deallocate(copied)})

read = fn t ->
  try do
    Nx.to_flat_list(t) |> hd()
  rescue
    e -> Exception.message(e)
  end
end

IO.inspect(read.(d))
IO.inspect(try do Nx.backend_transfer(d) rescue e -> Exception.message(e) end)

# donation: the memory of an argument becomes a result's
step = EXLA.jit(fn {w, b}, x -> {{Nx.subtract(w, x), Nx.add(b, x)}, Nx.sum(w)} end)
params = {Nx.iota({64, 64}, type: :f32), Nx.iota({3000}, type: :s32)}
{{w, b}, s} = step.(Nx.donatable(params), 1)
IO.inspect({Nx.to_number(w[0][0]), Nx.to_number(w[63][63]), Nx.to_number(b[2999]), Nx.to_number(s)})
# those who still see the elements keep them
IO.inspect({Nx.to_number(elem(params, 0)[63][63]), Nx.to_number(elem(params, 1)[2999])})

x = Nx.donatable(Nx.iota({5000}, type: :f32))
y = EXLA.jit(&Nx.add(&1, 1)).(x)
IO.inspect({read.(y), read.(x), inspect(x) =~ "used up"})
# its own result, given away again and again
y = Enum.reduce(1..10, Nx.donatable(y), fn _, y -> Nx.donatable(EXLA.jit(&Nx.add(&1, 1)).(y)) end)
IO.inspect(Nx.to_number(y[4999]))

for wrong <- [
      fn -> EXLA.jit(&Nx.sum/1).(Nx.donatable(Nx.iota({5}))) end,
      fn -> EXLA.jit(&Nx.add(&1, 1)).(x) end,
      fn -> Nx.add(x, 1) end
    ] do
  try do
    IO.inspect(wrong.())
  rescue
    e -> IO.puts(Exception.message(e))
  end
end

# calls one after the other, of which many may be under way on a device whose memory is apart, while what
# they are given and what they give is dropped
ahead = EXLA.jit(fn y, w -> {Nx.sin(Nx.add(y, w)), Nx.sum(y)} end)
w = Nx.divide(Nx.iota({100_000}, type: :f64), 32768)
calls = fn count ->
  {y, sums} = Enum.reduce(1..count, {w, []}, fn _, {y, sums} ->
    {y, s} = ahead.(y, w)
    {y, [s | sums]}
  end)
  Enum.map([Nx.sum(y) | sums], &Nx.to_number/1)
end
again = calls.(100)
IO.inspect({again == calls.(100), length(Enum.uniq(again)), elem(ahead.(w, w), 1) |> Nx.to_number()})

# other compilers leave donation aside
z = Nx.donatable(Nx.tensor([1, 2]))
IO.inspect({read.(Nx.Defn.jit(&Nx.add(&1, 1), compiler: Nx.Defn.Evaluator).(z)), read.(z)})
add = &Nx.add(&1, 1)
before = EXLA.cached?(add, [Nx.iota({7})])
EXLA.jit(add).(Nx.iota({7}))
IO.inspect({before, EXLA.cached?(add, [Nx.iota({7})]), EXLA.cached?(add, [Nx.iota({8})])})
IO.inspect({EXLA.Client.default_name(), EXLA.Client.fetch!(:host).device_count})
END

want='{:host, 1, [:a, :b]}
#Nx.Tensor<
  f32[a: 2][b: 2]
  [
    [1.0, 2.0],
    [3.0, 4.0]
  ]
>
#Nx.Tensor<
  f32[a: 2][b: 2]
  [
    [2.0, 3.0],
    [4.0, 5.0]
  ]
>
{1, {EXLA.Backend, []}, Nx.BinaryBackend, [1, 2]}
{1, 7996000.0, 8000}
{0, true}
7998000.0
7998000.0
{Nx.BinaryBackend, [[1.0, 2.0], [3.0, 4.0]]}
{:already_deallocated, true}
[[1.0, 2.0], [3.0, 4.0]]
{:ok, :already_deallocated}
"to_binary/2 called on deleted or donated buffer"
"backend_transfer/2 called on deleted or donated buffer"
{-1.0, 4094.0, 3000, 8386560.0}
{4095.0, 2999}
{1.0, "to_binary/2 called on deleted or donated buffer", true}
5010.0
argument 1 is donatable, but there is no output with matching shape and type s32[5]
a definition called on deleted or donated buffer
an operation called on deleted or donated buffer
{true, 101, 152586.36474609375}
{2, 1}
{false, true, false}
{:host, 2}'

export CNX_XLA_HOST_DEVICES=2
for plugin in $plugins; do
    use_plugin "$plugin"
    run run "$tmp/p.exs"
    expect no-err
    expect out "$want"
    CNX_XLA_APART=1 run run "$tmp/p.exs"
    expect no-err
    expect out "$want"
done
