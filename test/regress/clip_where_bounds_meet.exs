# Where both bounds are the same number the result is the high one, which gets the whole gradient.
slope = fn i ->
  Nx.Defn.grad(fn c -> Nx.clip(c[0], c[1], c[2]) end).(Nx.tensor([1.0, 2.0, 2.0])) |> Nx.to_list() |> Enum.at(i)
end

{slope.(0), slope.(1), slope.(2)} # => {0.0, 0.0, 1.0}
