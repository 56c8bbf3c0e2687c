# Cnx.Data.csv: numbers in text files.
path = Path.join(System.tmp_dir!(), "cnx_csv_#{System.pid()}")
csv = fn text, opts -> File.write!(path, text); Cnx.Data.csv(path, opts) end

csv.("1,2\n3,4.5\n", [])                              # => Nx.tensor([[1.0, 2.0], [3.0, 4.5]])
csv.("x,y\n1,2\n", [])                                # => Nx.tensor([[1.0, 2.0]])
csv.("1,2\n3,4\n", header: true, type: :s64)          # => Nx.tensor([[3, 4]], type: :s64)
csv.("\uFEFFa;b\r\n\r\n\"1\"; 2e3\r\n-.5;+7", separator: ";") |> Nx.to_list() # => [[1.0, 2000.0], [-0.5, 7.0]]
csv.("1,,NA\nNaN,Inf,-Inf\n", []) |> Nx.to_list()     # => [[1.0, :nan, :nan], [:nan, :infinity, :neg_infinity]]

# columns by name or number, texts in the others
flowers = "length,\"name, long\",width\n1.5,setosa,2\n2.5,\"two \"\"words\"\"\nand a line\",3\n"
csv.(flowers, columns: ["width", "length"]) |> Nx.to_list() # => [[2.0, 1.5], [3.0, 2.5]]
csv.(flowers, columns: [:width, 0], type: :f64) |> Nx.to_list() # => [[2.0, 1.5], [3.0, 2.5]]
Cnx.Data.csv_names(path)                              # => ["length", "name, long", "width"]
csv.(flowers, [])                                     # error: (ArgumentError) invalid CSV data: "setosa" in line 2, column 2 is no number of type f32, at byte 30
csv.(flowers, columns: ["height"])                    # error: (ArgumentError) expected columns among ["length", "name, long", "width"], got: "height"
csv.(flowers, columns: [3])                           # error: (ArgumentError) column 3 is not in the file: the file has 3, counted from 0
csv.(flowers, columns: [0, 0])                        # error: (ArgumentError) column 0 is asked for twice: the file has 3, counted from 0

# integers are exact, and hold or are refused
csv.("18446744073709551615\n", type: :u64) |> Nx.to_flat_list() # => [18446744073709551615]
csv.("-128,127\n", type: :s8) |> Nx.to_flat_list()    # => [-128, 127]
csv.("128\n", type: :s8, header: false)               # error: (ArgumentError) invalid CSV data: "128" in line 1, column 1 is no number of type s8, at byte 0
csv.("1.5\n", type: :s8, header: false)               # error: (ArgumentError) invalid CSV data: "1.5" in line 1, column 1 is no number of type s8, at byte 0
csv.("1,\n", type: :u8, header: false)                # error: (ArgumentError) invalid CSV data: "" in line 1, column 2 is no number of type u8, at byte 2
File.rm!(path)                                        # => :ok
