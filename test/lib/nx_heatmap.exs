# Nx.to_heatmap: tensors as digits, or as shades in a terminal with colours.
show = fn t, opts -> inspect(Nx.to_heatmap(t, [{:ansi_enabled, false} | opts])) end
lines = fn t -> String.split(show.(t, []), "\n") end

lines.(Nx.tensor([1, 2, 3, 4, 5]))                    # => ["#Nx.Heatmap<", "  s32[5]", "  02579", ">"]
lines.(Nx.tensor([1, 1]))                             # => ["#Nx.Heatmap<", "  s32[2]", "  00", ">"]
lines.(Nx.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]], names: [:x, nil])) # => ["#Nx.Heatmap<", "  s32[x: 4][3]", "  ", "  012", "  234", "  567", "  789", ">"]
lines.(Nx.tensor([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]])) # => ["#Nx.Heatmap<", "  s32[2][2][3]", "  [", "    024", "    579,", "    ", "    024", "    579", "  ]", ">"]
lines.(Nx.tensor([:neg_infinity, -1, :nan, 1, :infinity])) # => ["#Nx.Heatmap<", "  f32[5]", "  -0x9+", ">"]
lines.(Nx.tensor([:nan, :nan]))                       # => ["#Nx.Heatmap<", "  f32[2]", "  xx", ">"]
lines.(Nx.vectorize(Nx.tensor([[1, 2], [3, 4]]), :v)) # => ["#Nx.Heatmap<", "  vectorized[v: 2]", "  s32[2]", "  ", "  03", "  69", ">"]

# four axes: what is inside stands further in
String.split(show.(Nx.iota({1, 2, 1, 2}), []), "\n")  # => ["#Nx.Heatmap<", "  s32[1][2][1][2]", "  [", "    [", "      09,", "      ", "      09", "    ]", "  ]", ">"]

# as many matrices as inspect's limit
String.split(inspect(Nx.to_heatmap(Nx.iota({4, 1, 2}), ansi_enabled: false), limit: 2), "\n") # => ["#Nx.Heatmap<", "  s32[4][1][2]", "  [", "    09,", "    ", "    09,", "    ...", "  ]", ">"]

# shades of grey
inspect(Nx.to_heatmap(Nx.tensor([0, 1, 2]), ansi_enabled: true)) == "#Nx.Heatmap<\n  s32[3]\n  \e[48;5;232m\u3000\e[48;5;244m\u3000\e[48;5;255m\u3000\e[0m\n>" # => true
inspect(Nx.to_heatmap(Nx.tensor([:nan, 1.0, :infinity]), ansi_enabled: true, ansi_whitespace: " ")) # => "#Nx.Heatmap<\n  f32[3]\n  \e[41m \e[48;5;232m \e[48;5;255m∞\e[0m\n>"

# parts of it are heatmaps, too
map = Nx.to_heatmap(Nx.iota({2, 3}))
map[1].tensor                                         # => Nx.tensor([3, 4, 5])
map[1][2]                                             # => Nx.tensor(5)
Nx.to_heatmap(Nx.tensor(1))                           # error: (ArgumentError) cannot show heatmap for scalar tensors, got: #Nx.Tensor<
