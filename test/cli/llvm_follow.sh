# Bias, activation and cast run on what a product or a convolution has just written: same bits as after
# it, on any number of threads, and nothing is overwritten that is still read.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/follow.exs" <<'END'
numbers = fn shape, t ->
  Nx.iota(shape) |> Nx.multiply(40503) |> Nx.remainder(997) |> Nx.divide(499) |> Nx.subtract(1) |> Nx.as_type(t)
end

llvm = fn fun, args -> Nx.Defn.jit_apply(fun, args, compiler: Cnx.LLVM) end
relu = fn y, b -> Nx.max(Nx.add(y, b), 0) end

sum = fn t ->
  bytes = t |> Nx.to_binary() |> Nx.from_binary(:u8)
  Nx.to_number(Nx.dot(Nx.as_type(bytes, :s64), Nx.iota({Nx.size(bytes)})))
end

# What is made, then what is done to it: together, and one after the other.
check = fn name, make, use, args, more ->
  n = length(args)
  both = fn all ->
    {args, more} = Enum.split(Tuple.to_list(all), n)
    apply(use, [apply(make, args) | more])
  end

  together = llvm.(both, [List.to_tuple(args ++ more)])
  apart = llvm.(use, [llvm.(make, args) | more])
  IO.puts("#{name} #{Nx.to_binary(together) == Nx.to_binary(apart)} #{sum.(together)}")
end

dot = &Nx.dot(&1, &2)
turned = &Nx.dot(&1, [1], &2, [1])
batched = &Nx.dot(&1, [2], [0], &2, [1], [0])
conv = &Nx.conv(&1, &2, padding: :same)
valid = &Nx.conv(&1, &2)

for t <- [:f32, :f64, :s32] do
  check.("dot", dot, relu, [numbers.({300, 200}, t), numbers.({200, 190}, t)], [numbers.({190}, t)])
  check.("turned", turned, relu, [numbers.({130, 300}, t), numbers.({140, 300}, t)], [numbers.({140}, t)])
  check.("batched", batched, relu, [numbers.({5, 70, 80}, t), numbers.({5, 80, 90}, t)], [numbers.({90}, t)])
  check.("wide", dot, relu, [numbers.({3, 30}, t), numbers.({30, 20001}, t)], [numbers.({20001}, t)])
  check.("by row", dot, relu, [numbers.({300, 200}, t), numbers.({200, 190}, t)], [numbers.({300, 1}, t)])
  check.("turned after", dot, &Nx.add(&1, Nx.transpose(&2)), [numbers.({190, 200}, t), numbers.({200, 190}, t)], [numbers.({190, 190}, t)])
end

check.("cast", dot, &Nx.as_type(Nx.tanh(&1), :bf16), [numbers.({300, 200}, :f32), numbers.({200, 190}, :f32)], [])

for t <- [:f32, :f64] do
  bias = numbers.({16, 1, 1}, t)
  check.("conv", conv, relu, [numbers.({8, 3, 30, 30}, t), numbers.({16, 3, 3, 3}, t)], [bias])
  check.("few places", valid, &Nx.tanh/1, [numbers.({64, 8, 6, 6}, t), numbers.({40, 8, 3, 3}, t)], [])
  check.("one image", conv, &Nx.tanh/1, [numbers.({1, 3, 40, 40}, t), numbers.({32, 3, 3, 3}, t)], [])
end

# What the product still reads is not what its follower writes.
w = numbers.({256, 256}, :f32) |> Nx.divide(64)
step = &Nx.add(&1, Nx.dot(&2, &1))
apart = Enum.reduce(1..3, w, fn _, x -> Nx.add(x, llvm.(dot, [w, x])) end)
together = llvm.(fn x, w -> Enum.reduce(1..3, x, fn _, x -> step.(x, w) end) end, [w, w])
IO.puts(Nx.to_binary(together) == Nx.to_binary(apart))

both = fn x, w ->
  y = Nx.dot(w, x)
  {y, Nx.add(x, y)}
end

x = Nx.multiply(w, 2)
want = Nx.add(x, llvm.(dot, [w, x]))
{_, got} = llvm.(fn w -> both.(Nx.multiply(w, 2), w) end, [w])
IO.puts(Nx.to_binary(got) == Nx.to_binary(want))
{_, got} = llvm.(both, [Nx.donatable(x), w])
IO.puts(Nx.to_binary(got) == Nx.to_binary(want))

# A place outside is an error there, too.
try do
  f = fn x, y, t, i -> Nx.add(Nx.dot(x, y), Nx.reshape(Nx.take(t, i), {200, 200})) end
  llvm.(f, [numbers.({200, 50}, :f32), numbers.({50, 200}, :f32), Nx.iota({10}), Nx.remainder(Nx.iota({40000}), 11)])
rescue
  e in ArgumentError -> IO.puts(Exception.message(e))
end
END
run run "$tmp/follow.exs"
expect code 0
case $out in *false*) wrong "the same bits" ;; esac
expect out-has 'index 10 is out of bounds for axis 0 in shape'
all=$out
for threads in 1 2 3 8; do
    CNX_THREADS=$threads run run "$tmp/follow.exs"
    expect out "$all"
done
run run --no-fuse "$tmp/follow.exs"
expect out "$all"

cat > "$tmp/layer.exs" <<'END'
defmodule Layer do
  import Nx.Defn
  defn relu(a, b, c), do: Nx.max(Nx.dot(a, b) + c, 0)
  defn conv(x, w, c), do: Nx.max(Nx.conv(x, w) + c, 0)
end
END
run explain "$tmp/layer.exs" Layer.relu 'f32[512][512]' 'f32[512][512]' 'f32[512]'
expect out-has 'in step 0'
expect out-has 'step 1 is not in step 0, but runs on each part of what that writes at once'
run explain "$tmp/layer.exs" Layer.conv 'f32[8][3][40][40]' 'f32[16][3][3][3]' 'f32[16][1][1]'
expect out-has 'in step 0'
