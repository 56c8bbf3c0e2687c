# The elements and their places come from one sort.
{values, places} = Nx.top_k(Nx.tensor([[3.0, 9.0, :nan, 4.0], [1.0, 1.0, 2.0, 0.0]]), k: 2)
Nx.to_list(values)                           # => [[:nan, 9.0], [2.0, 1.0]]
Nx.to_list(places)                           # => [[2, 1], [2, 0]]
v = Nx.vectorize(Nx.tensor([[1, 5, 3], [9, 8, 7]]), :x)
{values, places} = Nx.top_k(v, k: 1)
Nx.to_list(Nx.devectorize(values))           # => [[5], [9]]
Nx.to_list(Nx.devectorize(places))           # => [[1], [0]]
Nx.names(elem(Nx.top_k(Nx.tensor([[1, 2]], names: [:a, :b])), 1))   # => [:a, :b]
Nx.Defn.grad(Nx.tensor([1.0, 5.0, 3.0]), fn t -> Nx.sum(Nx.multiply(elem(Nx.top_k(t, k: 2), 0), Nx.tensor([10.0, 1.0]))) end) |> Nx.to_list() # => [0.0, 10.0, 1.0]
