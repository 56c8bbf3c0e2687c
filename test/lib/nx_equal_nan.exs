# Tensors are equal when their elements are, a NaN is any other NaN, and zeros have signs.
nan = Nx.Constants.nan()
infinity = Nx.Constants.infinity()
Nx.subtract(infinity, infinity) == nan # => true
Nx.sum(Nx.tensor([:infinity, :neg_infinity])) === nan # => true
Nx.log(-1) == nan # => true
Nx.tensor([1.0, :nan]) == Nx.concatenate([Nx.tensor([1.0]), Nx.new_axis(Nx.divide(0, 0), 0)]) # => true
Nx.tensor([2.0, :nan]) == Nx.concatenate([Nx.tensor([1.0]), Nx.new_axis(Nx.divide(0, 0), 0)]) # => false
Nx.tensor([:nan, 1.0]) == Nx.tensor([1.0, :nan]) # => false
Nx.tensor([0.0, :nan]) == Nx.tensor([-0.0, :nan]) # => false
Nx.from_binary(<<0x7FF0000000000001::64-native>>, :f64) == Nx.tensor([:nan], type: :f64) # => true
Nx.from_binary(<<0xFFC1::16-native, 0x7F81::16-native>>, :bf16) == Nx.tensor([:nan, :nan], type: :bf16) # => true
Nx.from_binary(<<1.0::32-float-native, 0xFFC00001::32-native>>, :c64) == Nx.tensor([Complex.new(1.0, :nan)]) # => true
Nx.from_binary(<<2.0::32-float-native, 0xFFC00001::32-native>>, :c64) == Nx.tensor([Complex.new(1.0, :nan)]) # => false
Nx.from_binary(<<0x7FC00000::32-native>>, :u32) == Nx.from_binary(<<0xFFC00000::32-native>>, :u32) # => false
Map.fetch(%{nan => :found}, Nx.log(-1)) # => {:ok, :found}
big = Map.new(1..50, &{&1, &1}) |> Map.put(nan, :found)
Map.fetch(big, Nx.log(-1)) # => {:ok, :found}
length(Enum.uniq([nan, Nx.log(-1), Nx.tensor(1.0)])) # => 2
