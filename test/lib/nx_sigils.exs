# Complex numbers in ~VEC and ~MAT.
import Nx, only: :sigils
~VEC[-1i 1+2i 10-i 2.5 i] |> Nx.to_list() |> Enum.map(&Complex.to_string/1)   # => ["0.0-1.0i", "1.0+2.0i", "10.0-1.0i", "2.5+0.0i", "0.0+1.0i"]
~VEC[1i 2].type                                  # => {:c, 64}
~MAT[1 2i
     -1.5e2-0.5i 4]c128 |> Nx.to_list() |> Enum.map(fn row -> Enum.map(row, &Complex.to_string/1) end)  # => [["1.0+0.0i", "0.0+2.0i"], ["-150.0-0.5i", "4.0+0.0i"]]
~VEC[1 2xi]   # error: (ArgumentError) expected a numerical value for tensor, got 2xi
~VEC[hi]      # error: (ArgumentError) expected a numerical value for tensor, got hi

# Numbers that are not finite are floats, and parts of complex ones.
{~VEC[Inf 1].type, ~MAT[NaN -Inf]f64.type} # => {{:f, 32}, {:f, 64}}
Nx.to_list(~VEC[Inf 1]) # => [:infinity, 1.0]
~VEC[Inf-Infi 1.0i NaN+2i Infi -3-NaNi] |> Nx.to_list() |> Enum.map(&{&1.re, &1.im}) # => [{:infinity, :neg_infinity}, {0.0, 1.0}, {:nan, 2.0}, {0.0, :infinity}, {-3.0, :nan}]
~VEC[Inf-Info] # error: (ArgumentError) expected a numerical value for tensor, got Inf-Info
~VEC[++1i] # error: (ArgumentError) expected a numerical value for tensor, got ++1i

# The names that they had before.
{~V[4 5]u8, Nx.sigil_V("1i", [])} |> Tuple.to_list() |> Enum.map(&Nx.type/1) # => [{:u, 8}, {:c, 64}]
{~M[1.5 2], Nx.sigil_M("1 2\n3 4", ~c"s8")} |> Tuple.to_list() |> Enum.map(&Nx.to_list/1) # => [[[1.5, 2.0]], [[1, 2], [3, 4]]]
