# :erlang.term_to_binary and binary_to_term.
big = 2 ** 200
terms = [0, 255, 256, -1, 5_000_000_000, big, -big, 1.5, :a, :"é", nil, "abc", <<1::3>>, [], [1, 2], [300, 1], [1 | 2], {}, {1, {2}}, %{:a => 1, "b" => [2.5]}, %{}, [a: [b: {1}]], Enum.to_list(1..1000)]
for t <- terms, opts <- [[], [:compressed], [compressed: 9]], :erlang.binary_to_term(:erlang.term_to_binary(t, opts)) != t, do: t # => []
:erlang.term_to_binary({:ok, [1, 2], "x"})            # => <<131, 104, 3, 119, 2, 111, 107, 107, 0, 2, 1, 2, 109, 0, 0, 0, 1, 120>>
IO.iodata_to_binary(:erlang.term_to_iovec({1})) == :erlang.term_to_binary({1}) # => true

# what OTP 25 writes: atoms in Latin-1
:erlang.binary_to_term(<<131, 104, 4, 100, 0, 1, 97, 98, 255, 255, 255, 255, 110, 5, 0, 0, 242, 5, 42, 1, 70, 63, 248, 0, 0, 0, 0, 0, 0>>) # => {:a, -1, 5000000000, 1.5}
:erlang.binary_to_term(<<131, 97, 1, 97, 2>>, [:used]) # => {1, 3}

# a million levels
deep = Enum.reduce(1..1_000_000, [], fn _, t -> {t} end)
:erlang.binary_to_term(:erlang.term_to_binary(deep)) == deep # => true

error = fn fun -> try do fun.() rescue e in ArgumentError -> Exception.message(e) end end
error.(fn -> :erlang.binary_to_term(<<131, 200>>) end) # => "errors were found at the given arguments:\n\n  * 1st argument: invalid external representation of a term\n"
error.(fn -> :erlang.binary_to_term(<<131, 119, 11, "never a one">>, [:safe]) end) # => "errors were found at the given arguments:\n\n  * 1st argument: invalid external representation of a term\n"
:erlang.binary_to_term(<<131, 119, 2, "ok">>, [:safe]) # => :ok
:erlang.term_to_binary(fn -> 1 end)                   # error: (ArgumentError) functions, pids and references have no external term in cnx

# tensors are structs with their elements in a binary
tensors = [Nx.tensor(1), Nx.tensor([[1.5, -2.0]], names: [:a, nil]), Nx.tensor([Complex.new(1, 2)]), Nx.iota({3, 2}, type: :u8) |> Nx.vectorize(:x), Nx.tensor([1, 0, 3], type: :u2), Nx.tensor([:nan, :infinity], type: :bf16)]
for t <- tensors, back = :erlang.binary_to_term(:erlang.term_to_binary(%{deep: [{t}]}, [:compressed]), [:safe]), inspect(back) != inspect(%{deep: [{t}]}), do: t # => []
old = %{__struct__: Nx.Tensor, data: %{__struct__: Nx.BinaryBackend, state: <<7, 0, 0, 0, 0, 0, 0, 0>>}, type: {:s, 64}, shape: {1}, names: [:n]}
{old |> :erlang.term_to_binary() |> :erlang.binary_to_term()} # => {Nx.tensor([7], type: :s64, names: [:n])}
for wrong <- [%{old | shape: {2}}, %{old | type: :s7}, %{old | names: nil}, %{old | shape: 5}, %{old | data: nil}], wrong |> :erlang.term_to_binary() |> :erlang.binary_to_term() |> is_map_key(:__struct__) |> Kernel.not(), do: wrong # => []
Nx.Defn.jit(fn x -> :erlang.term_to_binary(x) && x end).(1) # error: (ArgumentError) cannot invoke to_binary/2 on Nx.Defn.Expr.
error.(fn -> :erlang.term_to_binary(1, [:small]) end) # => "errors were found at the given arguments:\n\n  * 2nd argument: invalid option in list\n"
