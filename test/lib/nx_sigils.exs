# Complex numbers in ~VEC and ~MAT.
import Nx, only: :sigils
~VEC[-1i 1+2i 10-i 2.5 i] |> Nx.to_list() |> Enum.map(&Complex.to_string/1)   # => ["0.0-1.0i", "1.0+2.0i", "10.0-1.0i", "2.5+0.0i", "0.0+1.0i"]
~VEC[1i 2].type                                  # => {:c, 64}
~MAT[1 2i
     -1.5e2-0.5i 4]c128 |> Nx.to_list() |> Enum.map(fn row -> Enum.map(row, &Complex.to_string/1) end)  # => [["1.0+0.0i", "0.0+2.0i"], ["-150.0-0.5i", "4.0+0.0i"]]
~VEC[1 2xi]   # error: (ArgumentError) expected a numerical value for tensor, got 2xi
~VEC[hi]      # error: (ArgumentError) expected a numerical value for tensor, got hi
