# Nx.reduce and Nx.window_reduce: a function of the user's combines, in order.
t = Nx.tensor([[1, 2, 3], [4, 5, 6]], names: [:a, :b])
Nx.to_number(Nx.reduce(t, 0, fn x, acc -> Nx.add(Nx.multiply(acc, 10), x) end)) # => 123456
Nx.to_list(Nx.reduce(t, 0, [axes: [:a]], &Nx.max/2))     # => [4, 5, 6]
Nx.names(Nx.reduce(t, 0, [axes: [0]], &Nx.add/2))        # => [:b]
Nx.shape(Nx.reduce(t, 0, [axes: [1], keep_axes: true], &Nx.add/2)) # => {2, 1}
Nx.to_list(Nx.reduce(Nx.vectorize(Nx.rename(t, [nil, nil]), :v), 1, &Nx.multiply/2)) # => [6, 120]
k = Nx.tensor(3)
Nx.to_number(Nx.reduce(Nx.tensor([1, 2]), 0, fn x, acc -> Nx.add(acc, Nx.multiply(x, k)) end)) # => 9
Nx.to_list(Nx.window_reduce(t, 0, {1, 2}, [strides: [1, 2], padding: [{0, 0}, {1, 0}]], fn x, acc -> Nx.subtract(x, acc) end)) # => [[1, 1], [4, 1]]
Nx.to_list(Nx.window_reduce(Nx.vectorize(Nx.iota({2, 3}), :v), 0, {2}, &Nx.add/2)) # => [[1, 3], [7, 9]]

defmodule NxFold do
  import Nx.Defn
  defn scaled(x, s), do: Nx.reduce(x, 0.0, fn a, acc -> acc + a * s end)
  defn counted(x), do: Nx.reduce(x, 0, fn a, acc -> if a > 2, do: acc + 1, else: acc end)
  defn typed(x), do: Nx.reduce(x, 0, [type: {:f, 32}], fn a, acc -> a + acc end)
  defn loop(x) do
    {_, total, _} =
      while {i = 0, total = 0, x}, i < 3 do
        {i + 1, total + Nx.reduce(x, 0, fn a, acc -> a + acc * i end), x}
      end

    total
  end
end

Nx.to_number(NxFold.scaled(Nx.tensor([1, 2]), 2.5))      # => 7.5
Nx.to_number(NxFold.counted(t))                          # => 4
Nx.to_number(NxFold.typed(Nx.tensor([1, 2])))            # => 3.0
Nx.to_number(NxFold.loop(Nx.tensor([1, 2, 3])))          # => 20
Nx.Defn.grad(2.0, fn s -> NxFold.scaled(Nx.tensor([1.0]), s) end) # error: (ArgumentError) cannot compute gradient for Nx.reduce/4.
Nx.reduce(t, 0, fn x, _ -> Nx.stack([x, x]) end)         # error: (RuntimeError) reduce function must return a scalar tensor, got: {2}
try do Nx.reduce(t, 0, fn x, acc -> Nx.divide(x, acc) end) rescue e -> Exception.message(e) end # => "expected a number or a scalar tensor of type {:s, 32}, got: #Nx.Tensor<\n  f32\n  0.0\n>"
