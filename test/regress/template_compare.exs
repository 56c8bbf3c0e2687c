# Templates compare by what they say; a tensor is never one.
Nx.template({2, 3}, :f32) == Nx.template({2, 3}, :f32)                  # => true
Nx.template({2, 3}, :f32) == Nx.template({2, 3}, :f64)                  # => false
Nx.template({2, 3}, :f32) == Nx.template({2, 3}, :f32, names: [:a, :b]) # => false
Nx.template({2}, :s32) == Nx.tensor([0, 0])                             # => false
Nx.tensor([0, 0]) == Nx.template({2}, :s32)                             # => false
Nx.to_template(Nx.iota({3})) == Nx.template({3}, :s32)                  # => true
Enum.uniq([Nx.template({1}, :u8), Nx.template({1}, :u8)]) |> length()   # => 1
%{Nx.template({1}, :u8) => :found}[Nx.template({1}, :u8)]               # => :found
