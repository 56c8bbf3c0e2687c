# A map inside a map or a set changes in place when nothing else names it: a step costs no copy of it. With one
# copy a step this file would take minutes.
set = Enum.reduce(1..40_000, MapSet.new(), &MapSet.put(&2, &1))
MapSet.size(set)                                                                # => 40000
MapSet.size(Enum.reduce(1..40_000, set, &MapSet.delete(&2, &1)))                # => 0
MapSet.size(set)                                                                # => 40000
n = 40_000
map_size(Enum.reduce(1..n, %{m: %{}}, fn i, s -> put_in(s.m[i], i) end).m)      # => 40000
map_size(Enum.reduce(1..n, %{m: %{}}, fn i, s -> put_in(s, [:m, i], i) end).m)  # => 40000
Enum.reduce(1..n, %{m: %{}}, fn i, s -> update_in(s.m[rem(i, 9999)], &((&1 || 0) + 1)) end).m[5]  # => 4
Enum.reduce(1..n, %{m: %{}}, fn i, s -> update_in(s, [:m, rem(i, 9999)], &((&1 || 0) + 1)) end).m[5]  # => 4

# What something else names stays as it was.
m = %{m: %{a: 1}}
{put_in(m.m[:a], 2), put_in(m, [:m, :b], 2), update_in(m.m.a, &(&1 + 1)), m}
# => {%{m: %{a: 2}}, %{m: %{a: 1, b: 2}}, %{m: %{a: 2}}, %{m: %{a: 1}}}
inner = %{a: 1}
{update_in(%{m: inner}.m[:a], &(&1 + 1)), inner}                                # => {%{m: %{a: 2}}, %{a: 1}}
update_in(m.m[:a], fn a -> {a, m.m[:a]} end)                                    # => %{m: %{a: {1, 1}}}
try do update_in(m.m[:a], fn _ -> raise("no") end) rescue _ -> m end            # => %{m: %{a: 1}}
one = MapSet.new([1])
{MapSet.put(one, 2), MapSet.delete(one, 1), one}   # => {MapSet.new([1, 2]), MapSet.new([]), MapSet.new([1])}

# Fields must be there, keys need not; other data goes by Access.
put_in(m.none[:a], 2)                              # error: (KeyError) key :none not found in: %{m: %{a: 1}}
put_in(m[:none].a, 2)                              # error: (BadMapError) expected a map, got: nil
put_in(m[:none][:a], 2)                            # error: (ArgumentError) could not put/update key :a on a nil value
put_in([a: [b: 1]][:a][:b], 5)                     # => [a: [b: 5]]
update_in(%{l: [1, 2]}[:l][Access.all()], &(&1 * 2))   # => %{l: [2, 4]}
update_in(%{l: [1, 2]}, [:l, Access.at(1)], &(&1 * 2)) # => %{l: [1, 4]}
put_in(%{a: %{}}, [Access.key(:a), Access.key(:b, %{}), :c], 1)   # => %{a: %{b: %{c: 1}}}
put_in(%{a: %Range{first: 1, last: 2, step: 1}}.a.last, 5)        # => %{a: 1..5}
