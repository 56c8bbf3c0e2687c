# Nx.serialize and deserialize: tensors and containers in Nx's own format.
roundtrip = fn container, opts -> Nx.deserialize(IO.iodata_to_binary(Nx.serialize(container, opts))) end

types = [:u2, :u4, :u8, :u16, :u32, :u64, :s2, :s4, :s8, :s16, :s32, :s64, :f8, :f8_e4m3fn, :bf16, :f16, :f32, :f64, :c64, :c128]
for type <- types, t = Nx.as_type(Nx.iota({3, 5}, names: [:x, nil]), type), roundtrip.(t, []) != t, do: type # => []

container = {Nx.tensor(1.5), %{a: Nx.vectorize(Nx.iota({2, 3}), :v), b: {Nx.tensor([1, 2], names: [:x])}}}
roundtrip.(container, []) == container                # => true
roundtrip.(container, compressed: 9) == container     # => true
byte_size(IO.iodata_to_binary(Nx.serialize(Nx.tensor([[1, 2], [3, 4]], type: :s16)))) # => 60
roundtrip.({1, 2.5, Complex.new(1, 2)}, [])           # => {Nx.tensor(1), Nx.tensor(2.5), Nx.tensor(Complex.new(1, 2))}

# structs come back with the fields that they keep; the others are as they were declared
defmodule Point do
  @derive {Nx.Container, containers: [:x], keep: [:name]}
  defstruct [:x, :name, note: "none"]
end

roundtrip.(%Point{x: Nx.tensor([1, 2]), name: :p, note: "lost"}, []) == %Point{x: Nx.tensor([1, 2]), name: :p} # => true
Nx.serialize([1])                                     # error: (Protocol.UndefinedError) protocol Nx.Container not implemented for [1] of type List

# big endian, and the format of Nx 0.5
term = :erlang.term_to_binary({:t, {2}, {:s, 16}, [:x], [], 0, 4})
Nx.deserialize(<<"nx", 1, 1, byte_size(term)::64>> <> term <> <<1::16, 2::16>>) # => Nx.tensor([1, 2], type: :s16, names: [:x])
Nx.deserialize(:erlang.term_to_binary({1, :little, {:tensor, {2}, {:u, 8}, [nil], <<1, 2>>}})) # => Nx.u8([1, 2])
Nx.deserialize(<<"nx", 2, 0>>)                        # error: (ArgumentError) cannot deserialize Nx format v2
Nx.deserialize("nonsense")                            # error: (ArgumentError) invalid external term data: it does not begin with 131, the version, at byte 0
defmodule Pair do
  @derive {Nx.Container, containers: [:a], keep: [:b]}
  defstruct [:a, :b]
end
packed = fn term -> data = :erlang.term_to_binary(term); Nx.deserialize(<<"nx", 1, 1, byte_size(data)::64>> <> data <> <<1::16, 2::16>>) end
tensor = {:t, {2}, {:s, 16}, [nil], [], 0, 4}
packed.({Nx.Container.Tuple, [{[], tensor} | :x], :ok}) # error: (ArgumentError) invalid Nx data: expected a list of containers, got: [{[], {:t, {2}, {:s, 16}, [nil], [], 0, 4}} | :x], in the term at byte 12
packed.({Nx.Container.Pair, [a: tensor], [b: 1]})       # => %Pair{a: Nx.tensor([1, 2], type: :s16), b: 1}
packed.({Nx.Container.Pair, [], [c: 1]})                # error: (ArgumentError) invalid Nx data: expected fields of Pair, got: [c: 1], in the term at byte 12
packed.({Nx.Container.Pair, [], [1]})                   # error: (ArgumentError) invalid Nx data: expected fields of Pair, got: [1], in the term at byte 12
