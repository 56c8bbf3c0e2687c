# Nx.Batch: stacked, concatenated, merged, split, padded; what does not fit.
realize = fn batch -> Nx.Defn.jit_apply(&Function.identity/1, [batch]) end
batch = Nx.Batch.stack([Nx.tensor([1, 2, 3]), Nx.tensor([4, 5, 6])])
batch.size # => 2
both = Nx.Batch.concatenate(batch, [Nx.tensor([[11, 12, 13], [14, 15, 16]])])
both.size # => 4
Nx.to_list(realize.(both)) # => [[1, 2, 3], [4, 5, 6], [11, 12, 13], [14, 15, 16]]
Nx.Batch.stack(batch, []) == batch # => true
Nx.Batch.concatenate([]) == Nx.Batch.new() # => true

# merge
Nx.Batch.merge([]) == Nx.Batch.new() # => true
Nx.Batch.merge([Nx.Batch.pad(Nx.Batch.new(), 2), Nx.Batch.pad(Nx.Batch.new(), 3)]).pad # => 5
Nx.Batch.merge(Nx.Batch.new(), batch) == batch # => true
Nx.Batch.merge(batch, Nx.Batch.new()) == batch # => true

# split: padding goes to the left as far as there are fewer entries than asked for
padded = [Nx.tensor([1, 2]), Nx.tensor([3, 4, 5])] |> Nx.Batch.concatenate() |> Nx.Batch.pad(3)
form = fn {l, r} -> {l.size, l.pad, Nx.to_list(realize.(l)), r.size, r.pad, l.template == r.template} end
form.(Nx.Batch.split(padded, 5)) # => {5, 0, [1, 2, 3, 4, 5], 0, 3, true}
form.(Nx.Batch.split(padded, 6)) # => {5, 1, [1, 2, 3, 4, 5, 0], 0, 2, true}
form.(Nx.Batch.split(padded, 10)) # => {5, 3, [1, 2, 3, 4, 5, 0, 0, 0], 0, 0, true}
form.(Nx.Batch.split(padded, 4)) # => {4, 0, [1, 2, 3, 4], 1, 3, true}
Nx.to_list(realize.(elem(Nx.Batch.split(padded, 3), 1))) # => [4, 5, 0, 0, 0]
pairs = Nx.Batch.concatenate([{Nx.tensor([11, 12]), Nx.tensor([21, 22])}, {Nx.tensor([13, 14, 15]), Nx.tensor([23, 24, 25])}])
{left, right} = Nx.Batch.split(pairs, 3)
Enum.map([left, right], fn b -> b |> realize.() |> Tuple.to_list() |> Enum.map(&Nx.to_list/1) end) # => [[[11, 12, 13], [21, 22, 23]], [[14, 15], [24, 25]]]

# errors
first = fn fun -> try do fun.() rescue e in ArgumentError -> e.message |> String.split("\n") |> Enum.reject(&(&1 == "" or &1 =~ ~r/^ *(#Nx|[fs][0-9]|Nx.Temp|>|\[|\])/)) end end
first.(fn -> realize.(Nx.Batch.new()) end) # => ["cannot traverse/jit/compile Nx.Batch without entries"]
first.(fn -> Nx.Batch.stack([Nx.tensor([1, 2, 3]), Nx.tensor([4, 5])]) end) # => ["cannot add to batch due to incompatible tensors/containers.", "The head of the list has shape:", "But another list element has template:", "From entry:"]
first.(fn -> Nx.Batch.stack(batch, [Nx.tensor([4, 5])]) end) # => ["cannot add to batch due to incompatible tensors/containers.", "The batch has shape:", "But then the head of the list has template:", "From entry:"]
first.(fn -> Nx.Batch.merge(batch, pairs) end) |> hd() # => "cannot merge batches due to incompatible templates:"
first.(fn -> Nx.Batch.merge(batch, Nx.Batch.key(batch, :a)) end) # => ["cannot merge batches with different batch keys: :default and :a"]
first.(fn -> Nx.Batch.concatenate([{}]) end) # => ["cannot have an empty container in concatenate: {}"]
first.(fn -> Nx.Batch.concatenate([{Nx.tensor([1]), Nx.tensor([1, 2])}]) end) |> hd() |> String.slice(0, 107) # => "concatenate expects all tensors in the same container to have the same value for first axis, got 2 and 1 in"
first.(fn -> Nx.Batch.concatenate([Nx.tensor(1)]) end) |> hd() # => "cannot concatenate scalar tensor in #Nx.Tensor<"
