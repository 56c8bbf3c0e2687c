# Meshes of 4 and 8 devices: a data-parallel step of a network and a product of matrices cut along both
# of its sides give what one device gives.
. test/oracle/xla_prelude

cat > "$tmp/mesh.exs" << 'END'
defmodule Net do
  import Nx.Defn

  defn loss({w1, b1, w2, b2}, x, y) do
    z = Nx.dot(Nx.tanh(Nx.dot(x, w1) + b1), w2) + b2
    Nx.mean(Nx.pow(z - y, 2))
  end

  defn step(params, x, y) do
    {value, grads} = value_and_grad(params, &loss(&1, x, y))
    {w1, b1, w2, b2} = params
    {d1, e1, d2, e2} = grads
    {value, {w1 - 0.1 * d1, b1 - 0.1 * e1, w2 - 0.1 * d2, b2 - 0.1 * e2}}
  end
end

defmodule Check do
  # The worst distance, relative to the largest number.
  def close!(name, a, b) do
    gap = Nx.reduce_max(Nx.abs(Nx.subtract(a, b))) |> Nx.divide(Nx.reduce_max(Nx.abs(b)))
    unless Nx.shape(a) == Nx.shape(b) and Nx.to_number(gap) < 1.0e-5, do: raise("#{name} differs: #{inspect(a)}")
  end
end

[devices] = Enum.map(System.argv(), &String.to_integer/1)
Nx.default_backend(Nx.BinaryBackend)
normal = fn key, shape -> elem(Nx.Random.normal(Nx.Random.key(key), shape: shape), 0) end

# the batch over all devices, the network on each
params = {normal.(1, {6, 10}), normal.(2, {10}), normal.(3, {10, 3}), normal.(4, {3})}
x = normal.(5, {2 * devices, 6})
y = normal.(6, {2 * devices, 3})
mesh = %Nx.Mesh{name: "data", shape: {devices}}
rows = %{0 => [0]}
parts = for i <- 0..(devices - 1), do: [params, x[(2 * i)..(2 * i + 1)], y[(2 * i)..(2 * i + 1)]]
step = Nx.Defn.shard_jit(&Net.step/3, mesh, compiler: EXLA, input_shardings: [%{}, rows, rows])
results = step.(parts)
{value, updated} = Nx.Defn.jit(&Net.step/3, compiler: Nx.Defn.Evaluator).(params, x, y)
if length(results) != devices, do: raise("#{length(results)} results")

for {v, u} <- results do
  Check.close!("loss", v, value)
  for i <- 0..3, do: Check.close!("weights", elem(u, i), elem(updated, i))
end

# each device has the result it works on
homes = for {_, u} <- results, do: elem(u, 0).data.buffer.device_id
IO.inspect(homes)

# rows of the left side over one axis of the mesh, columns of the right one over the other
half = div(devices, 2)
mesh = %Nx.Mesh{name: "2d mesh", shape: {2, half}}
a = normal.(7, {2 * 16, 40})
b = normal.(8, {40, half * 300})

parts =
  for i <- 0..1, j <- 0..(half - 1), do: [a[(16 * i)..(16 * i + 15)], b[[.., (300 * j)..(300 * j + 299)]]]

product = EXLA.shard_jit(&Nx.dot/2, mesh, input_shardings: [%{0 => [0]}, %{1 => [1]}])
whole = Nx.dot(a, b)
results = product.(parts)

for {r, k} <- Enum.with_index(results) do
  {i, j} = {div(k, half), rem(k, half)}
  Check.close!("product", r, whole[[(16 * i)..(16 * i + 15), (300 * j)..(300 * j + 299)]])
end

# contracted over the mesh: every device holds the whole sum
cut = for i <- 0..1, _ <- 0..(half - 1), do: [a[[.., (20 * i)..(20 * i + 19)]], b[(20 * i)..(20 * i + 19)]]
contract = EXLA.shard_jit(&Nx.dot/2, mesh, input_shardings: [%{1 => [0]}, %{0 => [0]}])
for r <- contract.(cut), do: Check.close!("sum", r, whole)

# values of one call are arguments of the next
again = EXLA.shard_jit(fn x -> Nx.multiply(x, 2) end, mesh, input_shardings: [%{0 => [0], 1 => [1]}])
doubled = again.(Enum.map(results, &[&1]))
Check.close!("doubled", hd(doubled), Nx.multiply(hd(results), 2))

for wrong <- [
      fn -> product.(tl(parts)) end,
      fn -> EXLA.shard_jit(&Nx.dot/2, mesh, input_shardings: [%{}]).(parts) end,
      fn -> EXLA.shard_jit(&Nx.dot/2, mesh, input_shardings: [%{5 => [0]}, %{}]).(parts) end,
      fn -> EXLA.shard_jit(&Nx.dot/2, mesh, input_shardings: [%{0 => [7]}, %{}]).(parts) end,
      fn -> EXLA.shard_jit(&Nx.dot/2, mesh, input_shardings: [%{0 => [0], 1 => [0]}, %{}]).(parts) end,
      fn -> again.(Enum.map(results, &[Nx.donatable(&1)])) end,
      fn -> EXLA.shard_jit(&Nx.negate/1, %Nx.Mesh{name: "big", shape: {50}}).(List.duplicate([1], 50)) end
    ] do
  try do
    wrong.()
    raise "nothing was refused"
  rescue
    e in ArgumentError -> IO.puts(Exception.message(e))
  end
end
END

for plugin in $plugins; do
    use_plugin "$plugin"
    for devices in 4 8; do
        CNX_XLA_HOST_DEVICES=$devices run run "$tmp/mesh.exs" "$devices"
        expect no-err
        expect code 0
        expect out-has "$(seq -s ', ' 0 $((devices - 1)))"
        expect out-has "expected $devices lists of arguments, one for each device of the mesh \"2d mesh\", got: $((devices - 1))"
        expect out-has 'expected :input_shardings to have a map for each of 2 arguments'
        expect out-has 'axis 5 of the sharding'
        expect out-has 'names axes that the mesh of shape'
        expect out-has 'uses an axis of the mesh twice'
        expect out-has 'donation is not currently supported with sharded execution'
        expect out-has "a mesh of 50 devices does not fit cpu, which has $devices"
    done
done
