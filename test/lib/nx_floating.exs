# Nx.Floating: one number as the bytes of a narrow float and back.
Nx.Floating.dump_bf16(1.5)                               # => <<192, 63>>
Nx.Floating.load_bf16(<<192, 63>>)                       # => 1.5
Nx.Floating.dump_bf16(:neg_infinity)                     # => <<128, 255>>
Nx.Floating.load_bf16(<<128, 127>>)                      # => :infinity
Nx.Floating.dump_f8(448.0)                               # => <<95>>
Nx.Floating.load_f8(<<0x3C>>)                            # => 1.0
Nx.Floating.load_f8(<<0xFC>>)                            # => :neg_infinity
Nx.Floating.load_f8(<<0x7F>>)                            # => :nan
Nx.Floating.dump_f8_e4m3fn(448.0)                        # => <<126>>
Nx.Floating.load_f8_e4m3fn(<<126>>)                      # => 448.0
Nx.Floating.load_f8_e4m3fn(<<127>>)                      # => :nan
Nx.Floating.dump_f8_e4m3fn(:nan)                         # => <<127>>

# The same through whole tensors: dump and load agree with as_type.
for byte <- 0..255, x = Nx.Floating.load_f8(<<byte>>), is_float(x), Nx.Floating.dump_f8(x) != <<byte>>, do: byte # => []
for byte <- 0..255, x = Nx.Floating.load_f8_e4m3fn(<<byte>>), is_float(x), Nx.Floating.dump_f8_e4m3fn(x) != <<byte>>, do: byte # => []
for bits <- 0..65535//7, x = Nx.Floating.load_bf16(<<bits::16-little>>), is_float(x), Nx.Floating.dump_bf16(x) != <<bits::16-little>>, do: bits # => []
