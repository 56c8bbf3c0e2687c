# Cnx.Data: tensors from files.
labels = Cnx.Data.idx("examples/data/mnist/test-labels-idx1-ubyte.gz")
Nx.shape(labels)                                      # => {2000}
Nx.type(labels)                                       # => {:u, 8}
Nx.shape(Cnx.Data.idx("examples/data/mnist/test-images-idx3-ubyte.gz")) # => {2000, 28, 28}

# a file that is not compressed: type 8 is u8, then the number of axes and their sizes
path = Path.join(System.tmp_dir!(), "cnx_data_#{System.pid()}.idx")
File.write!(path, <<0, 0, 8, 2, 2::32, 3::32, 1, 2, 3, 4, 5, 6>>)
Nx.to_list(Cnx.Data.idx(path))                        # => [[1, 2, 3], [4, 5, 6]]
File.write!(path, "not numbers")
match?({:error, _}, try do {:ok, Cnx.Data.idx(path)} rescue e -> {:error, Exception.message(e)} end) # => true
File.rm!(path)                                        # => :ok
Cnx.Data.idx("no/such.idx")                           # error: (ArgumentError) cannot read the IDX file "no/such.idx": there is no such file
