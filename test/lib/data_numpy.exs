# Cnx.Data and NumPy's formats: every type both ways, orders of axes and of bytes, archives.
path = Path.join(System.tmp_dir!(), "cnx_numpy_#{System.pid()}")
same = fn a, b -> {a.type, a.shape, Nx.to_binary(a)} == {b.type, b.shape, Nx.to_binary(b)} end

types = [:u2, :u4, :u8, :u16, :u32, :u64, :s2, :s4, :s8, :s16, :s32, :s64, :f8, :f8_e4m3fn, :bf16, :f16, :f32, :f64, :c64, :c128]
tensors = for type <- types, do: {type, Nx.as_type(Nx.iota({3, 5}), type)}
read = fn t -> Cnx.Data.npy(path, type: t.type) end
for {type, t} <- tensors, not same.(read.((Cnx.Data.write_npy(path, t); t)), t), do: type # => []

# the type is asked for only where the file has none
for {type, t} <- tensors, not match?(%Nx.Tensor{}, try do Nx.load_numpy!(Cnx.Data.dump_npy(t)) rescue _ -> nil end), do: type # => [:u2, :u4, :s2, :s4, :f8, :f8_e4m3fn]
Nx.type(Nx.load_numpy!(Cnx.Data.dump_npy(Nx.bf16([1.5])))) # => {:bf, 16}

# the elements begin on a multiple of 64 bytes
byte_size(Cnx.Data.dump_npy(Nx.u8([1, 2, 3])))        # => 131
binary_part(Cnx.Data.dump_npy(Nx.u8([1, 2, 3])), 10, 60) # => "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }   "
binary_part(Cnx.Data.dump_npy(Nx.tensor(1)), 10, 57)  # => "{'descr': '<i4', 'fortran_order': False, 'shape': (), }  "

# what others write
npy = fn header, body -> <<0x93, "NUMPY", 1, 0, byte_size(header)::16-little>> <> header <> body end
Nx.to_list(Nx.load_numpy!(npy.("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3)}", <<1::16, 2::16, 3::16, 4::16, 5::16, 6::16>>))) # => [[1, 3, 5], [2, 4, 6]]
Nx.to_flat_list(Nx.load_numpy!(npy.("{'shape':(2L,),'fortran_order':False,'descr':\"|b1\"}", <<0, 7>>))) # => [0, 1]
Nx.to_number(Nx.load_numpy!(npy.("{'descr': '>c8', 'fortran_order': False, 'shape': ()}", <<1.5::float-32, -2.0::float-32>>))) # => %Complex{re: 1.5, im: -2.0}
Nx.load_numpy!(npy.("{'descr': 'float8_e4m3fn', 'fortran_order': False, 'shape': (1,)}", <<0x38>>)) # => Nx.tensor([1.0], type: :f8_e4m3fn)
Nx.load_numpy!(npy.("{'descr': '<f1', 'fortran_order': False, 'shape': (1,)}", <<0x3c>>)) # => Nx.tensor([1.0], type: :f8)
Nx.to_flat_list(Cnx.Format.read_npy(npy.("{'descr': '<V1', 'fortran_order': True, 'shape': (2, 2)}", <<15, 8, 7, 1>>), {:s, 4})) # => [-1, 7, -8, 1]
Cnx.Format.read_npy(npy.("{'descr': '<V2', 'fortran_order': True, 'shape': (2, 2)}", <<15, 8, 7, 1>>), {:s, 4}) # error: (ArgumentError) invalid NumPy data: the element type "<V2" has another size than the type that was given, at byte 20

# archives, stored and packed
named = [{"a", Nx.iota({100, 10})}, {"b/ü", Nx.tensor(2.5)}]
for opts <- [[], [compress: true]], {{name, t}, {name, u}} <- Enum.zip(named, Nx.load_numpy_archive!(Cnx.Data.dump_npz(named, opts))), do: same.(t, u) # => [true, true, true, true]
byte_size(Cnx.Data.dump_npz(named, compress: true)) < 2500 # => true
Cnx.Data.write_npz(path, %{x: 1, y: Nx.tensor([2, 3])}) == path # => true
Cnx.Data.npz(path)                                    # => [{"x", Nx.tensor(1)}, {"y", Nx.tensor([2, 3])}]
Cnx.Data.dump_npz([])  |> Nx.load_numpy_archive!()    # => []
Cnx.Data.dump_npz([{"a", 1}, {:a, 2}])                # error: (ArgumentError) two tensors are named "a"
Cnx.Data.dump_npz([{"", 1}])                          # error: (ArgumentError) expected a name of 1 to 65531 bytes for each tensor, got one of 0
Cnx.Data.dump_npz([a: 1], pack: 1)                    # error: (ArgumentError) unknown keys [:pack] in [pack: 1], the allowed keys are: [:compress]

# nothing half-written is left
Cnx.Data.write_npz(path <> "-none", [{"a", 1}, {:a, 2}]) # error: (ArgumentError) two tensors are named "a"
for name <- File.ls!(System.tmp_dir!()), String.contains?(name, "cnx_numpy_#{System.pid()}"), do: String.contains?(name, ["part", "none"]) # => [false]
File.rm!(path)                                        # => :ok
try do Cnx.Data.npy(path <> "-none") rescue e in File.Error -> Exception.message(e) == "could not read file \"#{path}-none\": no such file or directory" end # => true
