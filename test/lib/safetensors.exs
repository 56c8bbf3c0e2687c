# Safetensors: named tensors in files, all at once or one by one.
path = Path.join(System.tmp_dir!(), "cnx_safetensors_#{System.pid()}")
types = [:u8, :u16, :u32, :u64, :s8, :s16, :s32, :s64, :f8, :f8_e4m3fn, :bf16, :f16, :f32, :f64, :c64]
tensors = for type <- types, into: %{}, do: {"of #{type}", Nx.as_type(Nx.iota({3, 5}), type)}
tensors = Map.put(tensors, "sc\"a\\l\nar ü", Nx.tensor(2.5))
same = fn a, b -> Map.keys(a) == Map.keys(b) and Enum.all?(a, fn {k, t} -> t.type == b[k].type and t.shape == b[k].shape and Nx.to_binary(t) == Nx.to_binary(b[k]) end) end

same.(Safetensors.load!(Safetensors.dump(tensors)), tensors) # => true
Safetensors.write!(path, tensors)                     # => :ok
same.(Safetensors.read!(path), tensors)               # => true
Safetensors.load!([Safetensors.dump(%{})])            # => %{}

# the elements begin on a multiple of 8 bytes, the widest ones first
data = Safetensors.dump(%{"a" => Nx.u8([1, 2]), "b" => Nx.tensor([3])})
<<size::64-little, header::binary-size(size), elements::binary>> = data
{rem(size, 8), header}                                # => {0, "{\"b\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,6]}}      "}
elements                                              # => <<3, 0, 0, 0, 1, 2>>

# lazily: the header first, one tensor when it is asked for
lazy = Safetensors.read!(path, lazy: true)
lazy["of f32"].shape                                  # => {3, 5}
lazy["of s16"].byte_size                              # => 30
same.(Map.new(lazy, fn {name, t} -> {name, Nx.to_tensor(t)} end), tensors) # => true

# as arguments of definitions
defmodule Total do
  import Nx.Defn
  defn of(x), do: Nx.sum(x)
end

Total.of(lazy["of s16"])                              # => Nx.tensor(105, type: :s32)
Nx.to_number(Nx.add(lazy["of u8"], 1)[0][1])          # => 2
File.write!(path, "short")
Nx.to_tensor(lazy["of c64"])                          # error: (ArgumentError) invalid safetensors data: the elements of a tensor are not there any more, at byte 1056
File.rm!(path)                                        # => :ok

# what others write
entry = fn header, data -> <<byte_size(header)::64-little>> <> header <> data end
Safetensors.load!(entry.(~s( {"__metadata__" : {"k":"v","l":"w"}, "a":{"shape":[2] ,"data_offsets":[0,2],"dtype":"BOOL"}} ), <<1, 0>>)) # => %{"a" => Nx.u8([1, 0])}
Map.keys(Safetensors.load!(entry.(~S({"\ud83d\ude00\u0041\n":{"shape":[],"data_offsets":[0,1],"dtype":"I8"}}), <<1>>))) # => ["😀A\n"]

Safetensors.dump(%{"a" => Nx.tensor([1], type: :s4)}) # error: (ArgumentError) the safetensors format has no elements of type s4, which "a" has
Safetensors.dump(%{"__metadata__" => Nx.tensor(1)})   # error: (ArgumentError) a tensor cannot be named "__metadata__" in the safetensors format
Safetensors.dump(%{<<255>> => Nx.tensor(1)})          # error: (ArgumentError) expected names of valid UTF-8
Safetensors.dump(%{"a" => Nx.tensor(1), a: Nx.tensor(2)}) # error: (ArgumentError) two tensors are named "a"
Safetensors.read!(path <> "-none", eager: true)       # error: (ArgumentError) unknown keys [:eager] in [eager: true], the allowed keys are: [:lazy]
