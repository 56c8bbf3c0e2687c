# Nx.donatable: a mark on tensors that says that a definition may use them up.
t = Nx.donatable(Nx.tensor([1, 2, 3]))
t.donatable? # => true
Nx.tensor(1).donatable? # => false
Nx.donatable?(Nx.donatable(t)) # => true
inspect(t) # => "#Nx.Tensor<\n  s32[3] [donatable]\n  [1, 2, 3]\n>"
%Nx.Tensor{donatable?: mark} = t
mark # => true
Nx.donatable?(%{t | donatable?: false}) # => false
Nx.donatable?(%{Nx.tensor(1) | donatable?: true}) # => true
%{a: a, b: {b}} = Nx.donatable(%{a: Nx.tensor(1), b: {Nx.tensor(2)}})
{a.donatable?, b.donatable?} # => {true, true}
Nx.donatable?(Complex.new(1, 2)) # => false

# Templates keep it, results do not have it.
Nx.to_template(t).donatable? # => true
inspect(Nx.to_template(t)) # => "#Nx.Tensor<\n  s32[3] [donatable]\n  Nx.TemplateBackend\n>"
Nx.add(t, 1).donatable? # => false
Nx.Defn.jit(&Nx.add(&1, 1)).(t).donatable? # => false

# What was compiled for one kind is not called with the other.
add = fn template -> Nx.Defn.compile(&Nx.add(&1, 1), [template]) end
add.(Nx.donatable(Nx.template({3}, :s32))).(Nx.tensor([1, 2, 3])) # error: (ArgumentError) argument at position 1 is not compatible with compiled function template: compiled with donatable?: true but got false
add.(Nx.template({3}, :s32)).(t) # error: (ArgumentError) argument at position 1 is not compatible with compiled function template: compiled with donatable?: false but got true
Nx.to_list(add.(Nx.to_template(t)).(t)) # => [2, 3, 4]

# The evaluator leaves it aside.
Nx.to_list(t) # => [1, 2, 3]

# Templates of vectorized tensors are vectorized.
Nx.to_template(Nx.vectorize(Nx.iota({2, 3}, names: [:a, :b]), :a)).vectorized_axes # => [a: 2]
Nx.to_template(Nx.vectorize(Nx.iota({2, 3}, names: [:a, :b]), :a)).names # => [:b]
