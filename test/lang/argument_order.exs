# Arguments are computed as they stand, but for functions that are Erlang's with other places.
f = fn n, value -> Process.put(:order, [n | Process.get(:order, [])]); value end
order = fn run -> run.(); Process.delete(:order) |> Enum.reverse() end
order.(fn -> elem(f.(1, {5, 6}), f.(2, 0)) end) # => [2, 1]
order.(fn -> put_elem(f.(1, {5, 6}), f.(2, 0), f.(3, 9)) end) # => [2, 1, 3]
order.(fn -> Kernel.is_map_key(f.(1, %{}), f.(2, 1)) end) # => [2, 1]
order.(fn -> is_struct(f.(1, 1..2), f.(2, Range)) end) # => [2, 1]
order.(fn -> f.(1, 1) |> then(f.(2, & &1)) end) # => [2, 1]
order.(fn -> Map.fetch!(f.(1, %{a: 1}), f.(2, :a)) end) # => [2, 1]
order.(fn -> Map.replace!(f.(1, %{a: 1}), f.(2, :a), f.(3, 1)) end) # => [2, 3, 1]
order.(fn -> Tuple.insert_at(f.(1, {}), f.(2, 0), f.(3, 1)) end) # => [2, 1, 3]
order.(fn -> Map.put(f.(1, %{}), f.(2, :a), f.(3, 1)) end) # => [1, 2, 3]
order.(fn -> hd(f.(1, [1])) + f.(2, 1) end) # => [1, 2]
{elem(x = {1, 2}, 1), x}                                      # => {2, {1, 2}}
