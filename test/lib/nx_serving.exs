# Nx.Serving in this process, Nx.Testing, Nx.Mesh.
require Nx.Testing
batch = Nx.Batch.stack([Nx.tensor([1, 2]), Nx.tensor([3, 4])])
double = Nx.Serving.new(fn opts -> Nx.Defn.jit(&Nx.multiply(&1, 2), opts) end)
Nx.to_list(Nx.Serving.run(double, batch)) # => [[2, 4], [6, 8]]
Nx.to_list(Nx.Serving.run(Nx.Serving.jit(&Nx.negate/1), batch)) # => [[-1, -2], [-3, -4]]
Nx.to_list(Nx.Serving.run(double, Nx.Batch.pad(batch, 2))) # => [[2, 4], [6, 8]]
texts = double |> Nx.Serving.client_preprocessing(fn list -> {Nx.Batch.stack(Enum.map(list, &Nx.tensor/1)), length(list)} end) |> Nx.Serving.client_postprocessing(fn {out, _}, n -> {n, Nx.to_list(out)} end)
Nx.Serving.run(texts, [[1], [5]]) # => {2, [[2], [10]]}
Nx.to_list(Nx.Serving.run(Nx.Serving.batch_size(double, 1), batch)) # => [[2, 4], [6, 8]]
Nx.Serving.run(double, Stream.map([[1, 2], [3]], &Nx.Batch.concatenate([Nx.tensor(&1)]))) # => Nx.tensor([2, 4, 6])
Nx.Serving.run(Nx.Serving.batch_size(double, 1), Stream.map([[1, 2]], &Nx.Batch.concatenate([Nx.tensor(&1)])))  # error: (RuntimeError) client_preprocessing must return a stream of Nx.Batch of maximum size 1. Got: #Nx.Batch<size: 2, pad: 0, ...>
keyed = Nx.Serving.new(fn key, opts -> Nx.Defn.jit(&Nx.add(&1, if(key == :ten, do: 10, else: 1)), opts) end)
Nx.Serving.run(keyed, Nx.Batch.key(batch, :ten)) # => Nx.tensor([[11, 12], [13, 14]])
inside = Nx.Serving.new(fn opts -> &Nx.Defn.jit_apply(fn x -> Nx.negate(x) end, [Nx.Batch.pad(&1, 3)], opts) end)
Nx.to_list(Nx.Serving.run(inside, batch)) # => [[-1, -2], [-3, -4]]

defmodule Hooked do
  import Nx.Defn
  defn run(x), do: (x * 2) |> hook(:double) |> Nx.add(1)
end

streamed = Nx.Serving.jit(&Hooked.run/1) |> Nx.Serving.batch_size(1)
streamed |> Nx.Serving.streaming() |> Nx.Serving.run(batch) |> Enum.map(fn {:batch, t, :server_info} -> Nx.to_list(t) end) # => [[[3, 5]], [[7, 9]]]
streamed |> Nx.Serving.streaming(hooks: [:double]) |> Nx.Serving.run(batch) |> Enum.map(&{elem(&1, 0), Nx.to_list(elem(&1, 1))}) # => [double: [[2, 4]], batch: [[3, 5]], double: [[6, 8]], batch: [[7, 9]]]
Nx.Serving.run(Nx.Serving.streaming(streamed, hooks: [:double]), Stream.map([1], & &1))  # error: (ArgumentError) streaming hooks do not support input streaming, input must be a Nx.Batch
Nx.Serving.run(double, Nx.Batch.new()) # error: (ArgumentError) cannot run with empty Nx.Batch
Nx.Serving.run(Nx.Serving.client_preprocessing(double, fn x -> x end), 1) # error: (RuntimeError) client_preprocessing function must return a two element tuple where the first element is a Nx.Batch and the second is any value, got: 1
Nx.Serving.start_link(serving: double) # error: (ArgumentError) cnx has no processes: Nx.Serving.start_link/1 is not supported, Nx.Serving.run/2 runs a serving at once

defmodule Halves do
  def init(:inline, by, [opts]), do: {:ok, Nx.Defn.jit(&Nx.divide(&1, by), opts)}
  def handle_batch(batch, 0, fun), do: {:execute, fn -> {fun.(batch), :done} end, fun}
end

Nx.to_list(Nx.Serving.run(Nx.Serving.new(Halves, 2), batch)) # => [[0.5, 1.0], [1.5, 2.0]]

Nx.Testing.assert_equal(Nx.tensor([1, :nan]), Nx.tensor([1, :nan])) # => true
Nx.Testing.assert_all_close({Nx.tensor(1.0), 2}, {Nx.tensor(1.000001), 2}) # => true
message = fn fun -> try do fun.() rescue e -> {e.__struct__, e |> Exception.message() |> String.trim() |> String.split("\n") |> hd()} end end
message.(fn -> Nx.Testing.assert_equal(Nx.tensor([1]), Nx.tensor([1.0])) end) # => {ExUnit.AssertionError, "Tensor assertion failed."}
message.(fn -> Nx.Testing.assert_all_close(1.0, 1.1) end) # => {ExUnit.AssertionError, "Tensors differ by more than the tolerance"}
Nx.Testing.assert_equal(Nx.tensor([[1, 1]]), 1) # => true
Nx.Testing.assert_all_close(Nx.tensor([1.0, 1.0001]), 1.0, atol: 1.0e-3) # => true
whole = fn fun -> try do fun.() rescue e -> e.message end end
whole.(fn -> Nx.Testing.assert_equal(Nx.tensor([[1]]), Nx.tensor([[1, 1]])) end) # => "Shape mismatch\n\nleft shape:  {1, 1}\nright shape: {1, 2}\n"
whole.(fn -> Nx.Testing.assert_equal(Nx.vectorize(Nx.tensor([1]), :a), Nx.vectorize(Nx.tensor([1]), :b)) end) # => "Vectorized axes mismatch\n\nleft axes:  [a: 1]\nright axes: [b: 1]\n"
whole.(fn -> Nx.Testing.assert_all_close(Nx.tensor(2.0), Nx.tensor(2.5)) end) =~ "\nmax absolute difference: 0.5\nmax relative difference: 0.2" # => true
%Nx.Mesh{name: "m", shape: {2}}.shape # => {2}
Nx.Defn.shard_jit(&Nx.negate/1, %Nx.Mesh{name: "m", shape: {2}}).([[1], [2]]) # error: (ArgumentError) Nx.Defn.Evaluator cannot run on the mesh "m": it has one device
